import type { Observation, ObservedWorker } from './observation';
import { phaseOf } from './phase';
import type { ScalingPolicy } from './policy';

/** A worker that can be counted on: ready, or on its way. */
export interface CountedWorker {
  worker: ObservedWorker;
  phase: 'ready' | 'launching';
  slots: number;
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
    else roster.counted.push({ worker, phase, slots: worker.slots });
  }
  return roster;
}
