import { useState } from 'preact/hooks';
import { api } from '../../api/api';
import { useAction } from '../../api/use-action';
import { Button } from '../../components/button';
import { Field } from '../../components/field';
import { FailureNote } from '../../components/states';
import { texts } from '../../texts';
import type { FleetStatus } from './fleet-status';

const t = texts.fleet.limits;
const SETTINGS = ['minWorkers', 'maxWorkers', 'deadlineS', 'idleS'] as const;
type Setting = (typeof SETTINGS)[number];
const LEAST: Record<Setting, number> = { minWorkers: 0, maxWorkers: 1, deadlineS: 1, idleS: 0 };

/** The policy in force. What is emptied is as the scaler was configured again. */
export function Limits({ status: { policy, configured } }: { status: FleetStatus }) {
  const [drafts, setDrafts] = useState<Partial<Record<Setting, string>>>({});
  const [isSaved, setSaved] = useState(false);
  const save = useAction(
    async (body: Partial<Record<Setting, number | null>>, signal) => {
      await api.POST('/v1/fleet/policy', { body, signal });
    },
    () => {
      setDrafts({});
      setSaved(true);
    },
  );
  if (!policy || !configured) return null;
  const changed = SETTINGS.filter(
    (setting) => (drafts[setting] ?? `${policy[setting]}`) !== `${policy[setting]}`,
  );
  const wanted = () =>
    Object.fromEntries(
      changed.map((setting) => [setting, drafts[setting] === '' ? null : Number(drafts[setting])]),
    );

  return (
    <form
      class="card limits"
      aria-labelledby="limits-title"
      onSubmit={(event) => {
        event.preventDefault();
        save.run(wanted());
      }}
    >
      <h2 id="limits-title">{t.title}</h2>
      <div class="limits-fields">
        {SETTINGS.map((setting) => (
          <Field key={setting} label={t[setting]} hint={t.configured(configured[setting])}>
            {(field) => (
              <input
                {...field}
                type="number"
                min={LEAST[setting]}
                max={setting === 'maxWorkers' ? configured.maxWorkers : undefined}
                placeholder={`${configured[setting]}`}
                value={drafts[setting] ?? policy[setting]}
                onInput={({ currentTarget: { value } }) => {
                  setSaved(false);
                  setDrafts((last) => ({ ...last, [setting]: value }));
                }}
              />
            )}
          </Field>
        ))}
      </div>
      {save.failure && <FailureNote failure={save.failure} />}
      <div class="row">
        <Button type="submit" isBusy={save.isBusy} isDisabled={changed.length === 0}>
          {t.save}
        </Button>
        <p class="small soft" role="status">
          {isSaved ? t.saved : t.lead}
        </p>
      </div>
    </form>
  );
}
