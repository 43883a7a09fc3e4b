import type { Capacity } from './drain-plan';
import type { Observation, ObservedWorker } from './observation';
import { phaseOf, readyInS } from './phase';
import type { ScalingPolicy } from './policy';

/** A worker that can be counted on: ready, or on its way. */
export interface CountedWorker extends Capacity {
  worker: ObservedWorker;
  phase: 'ready' | 'launching';
}

/** The observed workers, sorted by what they are good for. */
export interface Roster {
  counted: CountedWorker[];
  draining: ObservedWorker[];
  silent: ObservedWorker[];
}

export function rosterOf(seen: Observation, policy: ScalingPolicy): Roster {
  const bootS = seen.bootS ?? policy.bootS;
  const hearing = { heartbeatsFlow: seen.heartbeatsFlow, silentAfterS: policy.silentAfterS, bootS };
  const roster: Roster = { counted: [], draining: [], silent: [] };
  for (const worker of seen.workers) {
    const phase = phaseOf(worker, hearing);
    if (phase === 'draining' || phase === 'silent') roster[phase].push(worker);
    else {
      const waitS = phase === 'ready' ? 0 : readyInS(worker.ageS, bootS);
      roster.counted.push({ worker, phase, slots: worker.slots, readyInS: waitS });
    }
  }
  return roster;
}
