import type { QueueCounts } from '@facefleet/contracts';
import type { ScalingState } from './decision';
import { type Drain, type DrainPlan, workersForDeadline } from './drain-plan';
import type { Observation } from './observation';
import type { ScalingPolicy } from './policy';
import type { Roster } from './roster';
import { isProven, streakS } from './streak';
import { seconds, some } from './wording';

export interface Want {
  desired: number;
  /** The plan's question, to be asked again of those who would stay when somebody leaves. */
  drain: Drain;
  reasons: string[];
}

/** Everything that is not yet done [messages] */
export function backlogOf(queue: QueueCounts): number {
  return queue.visible + queue.inFlight + queue.delayed;
}

/** How many workers are wanted, whatever there may be now. */
export function want(
  seen: Observation,
  queue: QueueCounts,
  roster: Roster,
  state: ScalingState,
  policy: ScalingPolicy,
): Want {
  const drain: Drain = {
    backlog: backlogOf(queue),
    existing: roster.counted,
    further: { slots: policy.slots, readyInS: seen.bootS ?? policy.bootS },
    maxWorkers: policy.maxWorkers,
    serviceTimeS: Math.max(1, seen.serviceTimeMs ?? policy.serviceTimeMs) / 1000,
    deadlineS: policy.deadlineS,
  };
  const needed =
    drain.backlog === 0 ? forNothing(seen, roster, state, policy) : forBacklog(seen, queue, drain);
  if (needed.workers >= policy.minWorkers) return { desired: needed.workers, drain, reasons: needed.reasons };
  const floor = `At least ${some(policy.minWorkers, 'worker')} by policy.`;
  return { desired: policy.minWorkers, drain, reasons: [floor, ...needed.reasons] };
}

interface Needed {
  workers: number;
  reasons: string[];
}

function forNothing(seen: Observation, roster: Roster, state: ScalingState, policy: ScalingPolicy): Needed {
  const evidence = `The queue is empty, seen ${some(state.empty.count, 'time')} in a row over ${seconds(streakS(state.empty, seen.nowMs))}`;
  if (roster.counted.length === 0 || isProven(state.empty, seen.nowMs, policy.emptyProofs, policy.idleS)) {
    return { workers: 0, reasons: [`${evidence}.`] };
  }
  const proof = `${some(policy.emptyProofs, 'time')} over ${seconds(policy.idleS)}`;
  return { workers: 1, reasons: [`${evidence}; one worker stays until that is ${proof}.`] };
}

function forBacklog(seen: Observation, queue: QueueCounts, drain: Drain): Needed {
  const plan = workersForDeadline(drain);
  const known = seen.serviceTimeMs === undefined ? 'assumed' : 'measured';
  const parts = `${queue.visible} waiting, ${queue.inFlight} in flight, ${queue.delayed} delayed`;
  const load = `Backlog ${drain.backlog} (${parts}), ${seconds(drain.serviceTimeS)} each on a slot (${known}).`;
  return { workers: plan.workers, reasons: [verdictSentence(plan, drain), load] };
}

function verdictSentence({ workers, verdict, finishS }: DrainPlan, drain: Drain): string {
  const finish = `${some(workers, 'worker')} would finish in about ${seconds(finishS)}`;
  const deadline = `the deadline of ${seconds(drain.deadlineS)}`;
  const bootS = seconds(drain.further.readyInS);
  switch (verdict) {
    case 'meets-deadline':
      return `${finish}, within ${deadline}${workers > 1 ? '; fewer would not' : ''}.`;
    case 'slot-each':
      return `${finish}, later than ${deadline}, but every message has a slot: more would not help.`;
    case 'too-late-to-help':
      return `${finish}, later than ${deadline}, but before a further one would be ready (${bootS}).`;
    case 'maximum':
      return `Even the maximum of ${finish}, later than ${deadline}.`;
  }
}
