import { PageHeader } from '../../components/page-header';
import { Empty, FailureNote, Loading, NoPermission } from '../../components/states';
import { texts } from '../../texts';
import { Burst } from './burst';
import { Controls } from './controls';
import { Curves } from './curves';
import { DecisionLog } from './decision-log';
import { Figures } from './figures';
import './fleet.css';
import type { FleetStatus } from './fleet-status';
import { type LiveFleet, useFleet } from './use-fleet';

const t = texts.fleet;

export function FleetPage() {
  const fleet = useFleet();
  const { status, moments, events, isStale } = fleet;
  return (
    <div class="page">
      <PageHeader title={t.title} intro={t.intro}>
        <Condition {...fleet} />
      </PageHeader>
      {status && <p class="fleet-says">{status.decision.reasons[0]}</p>}
      {events.state === 'forbidden' ? (
        <NoPermission scope="recognize" />
      ) : (
        events.failure && <FailureNote failure={events.failure} />
      )}
      {!status && isStale && <Empty icon="fleet" title={t.unheard} detail={t.unheardLead} />}
      {!status && !isStale && events.state !== 'forbidden' && !events.failure && <Loading />}
      {status && (
        <>
          <Figures status={status} moments={moments} />
          <Curves moments={moments} />
          <div class="fleet-tools">
            {status.fleetKind === 'process' && <Burst />}
            <Controls status={status} />
          </div>
        </>
      )}
      {events.state !== 'forbidden' && <DecisionLog news={status && newsOf(status)} />}
    </div>
  );
}

function Condition(fleet: LiveFleet) {
  const [tag, text] = conditionOf(fleet);
  return (
    <span class={`tag ${tag}`} role="status">
      {text}
    </span>
  );
}

function conditionOf({ status, events, isStale }: LiveFleet): [tag: string, text: string] {
  if (events.state === 'lost' || events.state === 'forbidden') return ['tag-danger', t.condition.away];
  if (isStale) return ['tag-warning', t.condition.stale];
  if (!status) return ['', t.condition.connecting];
  if (status.pause) return ['tag-warning', t.condition.paused];
  return status.mode && status.mode !== 'act'
    ? ['tag-warning', t.condition[status.mode]]
    : ['tag-good', t.condition.live];
}

/** A decision that differs from the one before is recorded as one that changed something. */
function newsOf({ decision: { desired, current, action }, pause }: FleetStatus): string {
  return [action, desired, current, pause?.since].join(' ');
}
