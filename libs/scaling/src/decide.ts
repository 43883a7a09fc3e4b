import type { ScalingDecision, ScalingState } from './decision';
import { leavers, silentLeavers } from './leavers';
import { remembered } from './memory';
import type { Observation } from './observation';
import type { ScalingPolicy } from './policy';
import { type Roster, rosterOf } from './roster';
import { situationOf } from './situation';
import { NO_STREAK } from './streak';
import { want } from './want';
import { some } from './wording';

export const INITIAL_STATE: ScalingState = { empty: NO_STREAK, noneInFlight: NO_STREAK, surplus: NO_STREAK };

/**
 * What to do about the number of workers. Pure: no clock, no I/O, no logging; the same arguments give the same answer.
 *
 * - Wanted are the fewest workers that keep the promised time for what waits and for what will arrive until a further
 *   worker could be ready; those on their way count with what can be relied on, silent ones do not count.
 * - Machines in any phase count towards the maximum: one that drains or is silent still occupies its place, and is paid.
 * - A worker goes when it has no work and nobody would have to be launched in its place within the time that a start
 *   costs; the last one when the queue was seen empty often, and for as long as waiting is cheaper than coming back. A
 *   silent one goes only when nothing was in flight often and long enough.
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
  const { queue } = seen;
  // What was not seen proves nothing: evidence of emptiness starts anew.
  if (queue === undefined) {
    return { decision: freeze(current), state: { ...INITIAL_STATE, arrivals: state.arrivals } };
  }
  const serviceTimeS = Math.max(1, seen.serviceTimeMs ?? policy.serviceTimeMs) / 1000;
  const next = remembered(state, { ...seen, queue }, policy, serviceTimeS);
  const situation = situationOf({ ...seen, queue }, next.arrivals, roster, policy, serviceTimeS);
  const wanted = want(situation, roster, policy, roster.draining.length + roster.silent.length);
  if (wanted.further > 0) {
    const { launch, reasons } = launches(wanted.further, seen, roster, policy);
    // Where nobody can be launched, it may be a silent one that is in the way.
    const silent = launch > 0 ? { drain: [], reasons: [] } : silentLeavers(seen, roster, next, policy);
    const decision: ScalingDecision = {
      desired: Math.min(policy.maxWorkers, current + wanted.further),
      current,
      action: launch > 0 ? 'launch' : silent.drain.length > 0 ? 'drain' : 'hold',
      launch,
      drain: silent.drain,
      reasons: [...silent.reasons, ...reasons, ...wanted.reasons, ...hearingReasons(seen)],
    };
    return { decision, state: { ...next, surplus: NO_STREAK } };
  }
  const leaving = leavers(seen, situation, roster, next, policy);
  const gone = leaving.drain.filter((id) =>
    roster.counted.some(({ worker }) => worker.workerId === id),
  ).length;
  const decision: ScalingDecision = {
    desired: Math.min(policy.maxWorkers, current - gone),
    current,
    action: leaving.drain.length > 0 ? 'drain' : 'hold',
    launch: 0,
    drain: leaving.drain,
    reasons: [...leaving.reasons, ...trialReasons(seen), ...wanted.reasons, ...hearingReasons(seen)],
  };
  return { decision, state: leaving.state };
}

function freeze(current: number): ScalingDecision {
  const reasons = ['The queue could not be seen: nothing is launched and nothing drained until it can.'];
  return { desired: current, current, action: 'freeze', launch: 0, drain: [], reasons };
}

function launches(missing: number, seen: Observation, roster: Roster, policy: ScalingPolicy) {
  if (seen.launchObstacle !== undefined) {
    return {
      launch: 0,
      reasons: [`${some(missing, 'worker')} missing, not launched: ${seen.launchObstacle}.`],
    };
  }
  const { counted, draining, silent } = roster;
  const room = Math.max(0, policy.maxWorkers - seen.workers.length);
  const launch = Math.min(missing, room, seen.launchTrial === undefined ? missing : 1);
  const reasons =
    launch > 0 ? [`Launching ${some(launch, 'worker')}: ${counted.length} ready or on their way.`] : [];
  reasons.push(...trialReasons(seen));
  if (room < missing) {
    const taken = `${counted.length} in use, ${draining.length} draining, ${silent.length} silent`;
    reasons.push(
      `${some(missing - room, 'worker')} missing: no room, at most ${some(policy.maxWorkers, 'machine')} (${taken}).`,
    );
  }
  return { launch, reasons };
}

function trialReasons({ launchTrial }: Observation): string[] {
  return launchTrial === undefined ? [] : [`One launch at a time: ${launchTrial}.`];
}

function hearingReasons(seen: Observation): string[] {
  if (seen.heartbeatsFlow || seen.workers.length === 0) return [];
  return ['No heartbeats arrive: who is ready is judged by age alone, and nobody counts as idle.'];
}
