import { texts } from '../../texts';
import type { FleetStatus } from './fleet-status';

type Worker = FleetStatus['workers'][number];

/** More would be a wall. */
const MOST_SHOWN = 40;

/** A mark for each worker, by what it does. */
export function WorkerStrip({ workers }: { workers: readonly Worker[] }) {
  if (workers.length === 0) return null;
  const more = workers.length - MOST_SHOWN;
  return (
    <ul class="worker-strip" aria-label={texts.fleet.workers.label}>
      {workers.slice(0, MOST_SHOWN).map((worker) => {
        const name = `${worker.workerId}: ${texts.fleet.workers[looksOf(worker)]}`;
        return (
          <li key={worker.workerId} class={`worker ${looksOf(worker)}`} title={name}>
            <span class="unseen">{name}</span>
          </li>
        );
      })}
      {more > 0 && <li class="worker-more">+{more}</li>}
    </ul>
  );
}

type Looks = 'starting' | 'idle' | 'busy' | 'draining' | 'silent';

function looksOf({ state, busySlots = 0 }: Worker): Looks {
  switch (state) {
    case 'silent':
      return 'silent';
    case 'launching':
    case 'starting':
      return 'starting';
    case 'draining':
    case 'drained':
      return 'draining';
    case 'ready':
      return busySlots > 0 ? 'busy' : 'idle';
  }
}
