import { useState } from 'preact/hooks';
import { api } from '../../api/api';
import { may } from '../../api/session';
import { useAction } from '../../api/use-action';
import { Button } from '../../components/button';
import { Field } from '../../components/field';
import { FailureNote, NoPermission } from '../../components/states';
import { time } from '../../format';
import { texts } from '../../texts';
import type { FleetStatus } from './fleet-status';
import { Limits } from './limits';

const t = texts.fleet.controls;
type PauseState = FleetStatus['pause'];

/** What an administrator may do, and what everybody may know of it. */
export function Controls({ status }: { status: FleetStatus }) {
  const { pause } = status;
  if (may('admin'))
    return (
      <>
        <PauseForm pause={pause} />
        <Limits status={status} />
      </>
    );
  return (
    <section class="card" aria-labelledby="pause-title">
      <PauseText pause={pause} />
      <NoPermission scope="admin" />
    </section>
  );
}

function PauseForm({ pause }: { pause: PauseState }) {
  const [reason, setReason] = useState('');
  const toggle = useAction(
    async (_: void, signal) => {
      const body = reason.trim() === '' ? {} : { reason: reason.trim() };
      await api.POST(pause ? '/v1/fleet/resume' : '/v1/fleet/pause', { body, signal });
    },
    () => setReason(''),
  );
  return (
    <form
      class="card"
      aria-labelledby="pause-title"
      onSubmit={(event) => {
        event.preventDefault();
        toggle.run();
      }}
    >
      <PauseText pause={pause} />
      <Field label={t.reason}>
        {(field) => (
          <input
            {...field}
            type="text"
            maxLength={200}
            value={reason}
            placeholder={t.reasonPlaceholder}
            onInput={({ currentTarget }) => setReason(currentTarget.value)}
          />
        )}
      </Field>
      {toggle.failure && <FailureNote failure={toggle.failure} />}
      <div class="row">
        <Button type="submit" kind={pause ? 'primary' : 'plain'} isBusy={toggle.isBusy}>
          {pause ? t.resume : t.pause}
        </Button>
      </div>
    </form>
  );
}

function PauseText({ pause }: { pause: PauseState }) {
  return (
    <div>
      <h2 id="pause-title">{pause ? t.pausedTitle : t.pauseTitle}</h2>
      <p class="small soft">
        {pause ? t.pausedSince(time(pause.since), pause.by, pause.until && time(pause.until)) : t.pauseLead}
        {pause?.reason && <q>{pause.reason}</q>}
      </p>
    </div>
  );
}
