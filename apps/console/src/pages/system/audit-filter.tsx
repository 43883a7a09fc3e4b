import type { TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button';
import { Field } from '../../components/field';
import { texts } from '../../texts';

const t = texts.system.audit.filter;

/** As it stands in the fields; empty: whatever it is. */
export interface Filter {
  /** Of this machine's clock, as `datetime-local` has it. */
  from: string;
  to: string;
  keyId: string;
  gallery: string;
  personId: string;
}

export const NO_FILTER: Filter = { from: '', to: '', keyId: '', gallery: '', personId: '' };

export function queryOf(filter: Filter): Partial<Filter> {
  const { from, to, ...others } = filter;
  const moments = { from: from && new Date(from).toISOString(), to: to && new Date(to).toISOString() };
  return Object.fromEntries(Object.entries({ ...moments, ...others }).filter(([, value]) => value !== ''));
}

const MOMENTS: readonly string[] = ['from', 'to'] satisfies (keyof Filter)[];

export function AuditFilter({ change }: { change: (filter: Filter) => void }) {
  const [draft, setDraft] = useState(NO_FILTER);
  const names = Object.keys(NO_FILTER) as (keyof Filter)[];
  const clear = () => {
    setDraft(NO_FILTER);
    change(NO_FILTER);
  };
  return (
    <form
      class="audit-filter"
      onSubmit={(event) => {
        event.preventDefault();
        change(draft);
      }}
    >
      {names.map((name) => (
        <Field key={name} label={t[name]}>
          {(field) => {
            const input = {
              ...field,
              value: draft[name],
              onInput: (event: TargetedEvent<HTMLInputElement>) => {
                const { value } = event.currentTarget; // the event is over once the state is set
                setDraft((last) => ({ ...last, [name]: value.trim() }));
              },
            };
            return MOMENTS.includes(name) ? (
              <input {...input} type="datetime-local" />
            ) : (
              <input {...input} type="text" />
            );
          }}
        </Field>
      ))}
      <div class="row">
        <Button type="submit">{t.apply}</Button>
        <Button kind="quiet" onClick={clear}>
          {t.clear}
        </Button>
      </div>
    </form>
  );
}
