import { useState } from 'preact/hooks';
import { api, dataOf } from '../../api/api';
import type { Scope } from '../../api/session';
import { useAction } from '../../api/use-action';
import { Button } from '../../components/button';
import { CopyButton } from '../../components/copy-button';
import { Dialog } from '../../components/dialog';
import { Field } from '../../components/field';
import { FailureNote } from '../../components/states';
import { texts } from '../../texts';

const t = texts.system.newKey;
const SCOPES = ['recognize', 'enrol', 'admin'] as const satisfies readonly Scope[];
const DAY_MS = 86_400_000;

/** Asks what the key may do, and shows its secret, which nobody can read again. */
export function NewKey({ made, close }: { made: () => void; close: () => void }) {
  const [secret, setSecret] = useState<string>();
  return (
    <Dialog title={secret === undefined ? t.title : t.made} close={close}>
      {secret === undefined ? (
        <KeyForm
          made={(its) => {
            setSecret(its);
            made();
          }}
        />
      ) : (
        <div class="stack secret">
          <p>{t.once}</p>
          <code tabIndex={0}>{secret}</code>
          <div class="row row-end">
            <CopyButton text={secret} />
            <Button onClick={close}>{t.done}</Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

interface Wanted {
  name: string;
  scopes: readonly Scope[];
  /** Names, separated by commas or spaces; empty: all. */
  galleries: string;
  /** Empty: for ever. */
  days: string;
}

function KeyForm({ made }: { made: (secret: string) => void }) {
  const [wanted, setWanted] = useState<Wanted>({ name: '', scopes: ['recognize'], galleries: '', days: '' });
  const { name, scopes, galleries, days } = wanted;
  const change = (part: Partial<Wanted>) => setWanted((last) => ({ ...last, ...part }));
  const make = useAction(
    (_: void, signal) => dataOf(api.POST('/v1/keys', { body: bodyOf(wanted), signal })),
    (key) => made(key.secret),
  );
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        make.run();
      }}
    >
      <Field label={t.name}>
        {(field) => (
          <input
            {...field}
            type="text"
            required
            maxLength={100}
            placeholder={t.namePlaceholder}
            value={name}
            onInput={(event) => change({ name: event.currentTarget.value })}
          />
        )}
      </Field>
      <fieldset class="key-scopes">
        <legend class="label">{t.scopes}</legend>
        {SCOPES.map((scope) => (
          <label key={scope} class="choice">
            <input
              type="checkbox"
              checked={scopes.includes(scope)}
              onChange={({ currentTarget: { checked } }) =>
                change({ scopes: SCOPES.filter((one) => (one === scope ? checked : scopes.includes(one))) })
              }
            />
            <span>
              {scope} <span class="small soft">{t.scope[scope]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Field label={t.galleries}>
        {(field) => (
          <input
            {...field}
            type="text"
            placeholder={t.galleriesPlaceholder}
            value={galleries}
            onInput={(event) => change({ galleries: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label={t.days}>
        {(field) => (
          <input
            {...field}
            type="number"
            min={1}
            max={3650}
            placeholder={t.daysPlaceholder}
            value={days}
            onInput={(event) => change({ days: event.currentTarget.value })}
          />
        )}
      </Field>
      {make.failure && <FailureNote failure={make.failure} />}
      <div class="row row-end">
        <Button type="submit" kind="primary" isBusy={make.isBusy} isDisabled={scopes.length === 0}>
          {t.make}
        </Button>
      </div>
    </form>
  );
}

function bodyOf({ name, scopes, galleries, days }: Wanted) {
  const only = galleries.split(/[\s,]+/).filter((gallery) => gallery !== '');
  return {
    name: name.trim(),
    scopes: [...scopes],
    ...(only.length > 0 ? { galleries: only } : {}),
    ...(days === '' ? {} : { expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString() }),
  };
}
