import type { ScalingDecision, ScalingState } from './decision';
import { leavers, type Leavers } from './leavers';
import type { Observation } from './observation';
import type { ScalingPolicy } from './policy';
import { type Roster, rosterOf } from './roster';
import { extendStreak, NO_STREAK } from './streak';
import { backlogOf, want } from './want';
import { some } from './wording';

export const INITIAL_STATE: ScalingState = { empty: NO_STREAK, noneInFlight: NO_STREAK };

/**
 * What to do about the number of workers. Pure: no clock, no I/O, no logging; the same arguments give the same answer.
 *
 * - Wanted are the fewest workers whose drain of the backlog meets the deadline, given when each will be ready; at least
 *   one while anything waits or is in flight. Workers on their way count, silent ones do not.
 * - Machines in any phase count towards the maximum: one that drains or is silent still occupies its place, and is paid.
 * - Only a worker that says it is ready and has been without work for `idleS` is drained, the last one only when the
 *   queue was seen empty often and long enough; a silent one only when nothing was in flight often and long enough.
 * - Without heartbeats nobody is known to be idle: workers go only when the queue is proven empty.
 * - Where the queue cannot be seen nothing is launched and nothing drained.
 *
 * @param state what the decision before returned, `INITIAL_STATE` at first
 */
export function decide(
  seen: Observation,
  state: ScalingState,
  policy: ScalingPolicy,
): { decision: ScalingDecision; state: ScalingState } {
  const roster = rosterOf(seen, policy);
  const current = roster.counted.length;
  // What was not seen proves nothing: evidence of emptiness starts anew.
  if (seen.queue === undefined) return { decision: freeze(current), state: INITIAL_STATE };

  const next: ScalingState = {
    empty: extendStreak(state.empty, backlogOf(seen.queue) === 0, seen.nowMs),
    noneInFlight: extendStreak(state.noneInFlight, seen.queue.inFlight === 0, seen.nowMs),
  };
  const wanted = want(seen, seen.queue, roster, next, policy);
  const { launch, reasons: launchReasons } = launches(wanted.desired - current, seen, roster, policy);
  const { drain, reasons: drainReasons }: Leavers =
    launch > 0 ? { drain: [], reasons: [] } : leavers(seen, roster, wanted, next, policy);
  const decision: ScalingDecision = {
    desired: wanted.desired,
    current,
    action: launch > 0 ? 'launch' : drain.length > 0 ? 'drain' : 'hold',
    launch,
    drain,
    reasons: [...launchReasons, ...drainReasons, ...wanted.reasons, ...hearingReasons(seen)],
  };
  return { decision, state: next };
}

function freeze(current: number): ScalingDecision {
  const reasons = ['The queue could not be seen: nothing is launched and nothing drained until it can.'];
  return { desired: current, current, action: 'freeze', launch: 0, drain: [], reasons };
}

function launches(missing: number, seen: Observation, roster: Roster, policy: ScalingPolicy) {
  if (missing <= 0) return { launch: 0, reasons: [] };
  if (seen.launchObstacle !== undefined) {
    return {
      launch: 0,
      reasons: [`${some(missing, 'worker')} missing, not launched: ${seen.launchObstacle}.`],
    };
  }
  const { counted, draining, silent } = roster;
  const room = Math.max(0, policy.maxWorkers - seen.workers.length);
  const launch = Math.min(missing, room);
  const reasons =
    launch > 0 ? [`Launching ${some(launch, 'worker')}: ${counted.length} ready or on their way.`] : [];
  if (launch < missing) {
    const taken = `${counted.length} in use, ${draining.length} draining, ${silent.length} silent`;
    reasons.push(
      `${some(missing - launch, 'worker')} missing: no room, at most ${some(policy.maxWorkers, 'machine')} (${taken}).`,
    );
  }
  return { launch, reasons };
}

function hearingReasons(seen: Observation): string[] {
  if (seen.heartbeatsFlow || seen.workers.length === 0) return [];
  return ['No heartbeats arrive: who is ready is judged by age alone, and nobody counts as idle.'];
}
