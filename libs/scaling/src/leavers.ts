import type { ScalingState } from './decision';
import { notYetLess, seasonArrivals } from './forecast/arrival-forecast';
import { keepS } from './forecast/gaps';
import type { ArrivalMemory } from './forecast/arrival-memory';
import type { Observation } from './observation';
import { lateness } from './plan/lateness';
import type { ScalingPolicy } from './policy';
import type { CountedWorker, Roster } from './roster';
import { bootDeviations, outlook, type Situation } from './situation';
import { extendStreak, isProven, streakS } from './streak';
import { startCostS } from './want';
import { seconds, some } from './wording';

export interface Leavers {
  drain: string[];
  reasons: string[];
  state: ScalingState;
}

type Remembering = ScalingState & { arrivals: ArrivalMemory };

/** Who may go now: nobody who is at work, and nobody who would soon be missed. */
export function leavers(
  seen: Observation,
  situation: Situation,
  roster: Roster,
  state: Remembering,
  policy: ScalingPolicy,
): Leavers {
  const silent = silentLeavers(seen, roster, state, policy);
  const surplus = surplusLeavers(seen, situation, roster, state, policy);
  return {
    drain: [...silent.drain, ...surplus.drain],
    reasons: [...surplus.reasons, ...silent.reasons],
    state: surplus.state,
  };
}

/**
 * A worker that was never heard is in nobody's way, and may only be slow: on a busy machine those who are ended for being
 * late are followed by others that are as late. It gets so many boot times.
 */
const BOOTS_UNTIL_GIVEN_UP = 20;

export function silentLeavers(
  seen: Observation,
  roster: Roster,
  state: ScalingState,
  policy: ScalingPolicy,
): Omit<Leavers, 'state'> {
  const givenUpAfterS = BOOTS_UNTIL_GIVEN_UP * (seen.bootS ?? policy.bootS) + policy.silentAfterS;
  const silent = roster.silent.filter(
    ({ heartbeat, ageS }) => heartbeat !== undefined || ageS > givenUpAfterS,
  );
  if (silent.length === 0) return { drain: [], reasons: [] };
  const who = `${some(silent.length, 'worker')} not heard of for ${seconds(policy.silentAfterS)}`;
  if (!isProven(state.noneInFlight, seen.nowMs, policy.emptyProofs, policy.idleS)) {
    return {
      drain: [],
      reasons: [`${who}: not counted on, and kept as long as a message may be in its hands.`],
    };
  }
  const drain = silent.map((worker) => worker.workerId);
  return {
    drain,
    reasons: [`Draining ${who} (${drain.join(', ')}): nothing was in flight for ${seconds(policy.idleS)}.`],
  };
}

function surplusLeavers(
  seen: Observation,
  situation: Situation,
  roster: Roster,
  state: Remembering,
  policy: ScalingPolicy,
): Leavers {
  const ready = roster.counted.filter(({ phase }) => phase === 'ready');
  const candidates = idleFirst(ready, seen, state, policy);
  const most = Math.min(candidates.length, roster.counted.length - policy.minWorkers);
  const { count, reasons } = dispensable(most, seen, situation, ready, state, policy);
  const surplus = extendStreak(state.surplus, count > 0, seen.nowMs);
  const next = { ...state, surplus };
  if (count === 0 || surplus.count < SURPLUS_PROOFS) return { drain: [], reasons, state: next };
  const drain = candidates.slice(0, count).map(({ worker }) => worker.workerId);
  return {
    drain,
    reasons: [`Draining ${some(drain.length, 'worker')} (${drain.join(', ')}): ${reasons.join(' ')}`],
    state: next,
  };
}

/** One look proves little where counts are approximate. */
const SURPLUS_PROOFS = 2;

/** How many of those without work would not be missed for as long as a new start would cost. */
function dispensable(
  most: number,
  seen: Observation,
  situation: Situation,
  ready: CountedWorker[],
  state: Remembering,
  policy: ScalingPolicy,
): { count: number; reasons: string[] } {
  if (most <= 0) return { count: 0, reasons: [] };
  const { queue, crew } = situation;
  const slotsEach = ready.reduce((sum, { slots }) => sum + slots, 0) / ready.length;
  const busy = Math.ceil((queue.visible + queue.inFlight + queue.delayed) / slotsEach);
  const awayS = Math.max(startCostS(situation, policy), policy.idleS);
  const { demand, supply } = outlook({ ...situation, forecast: notYetLess(situation.forecast) }, awayS);
  const stays = (leaving: number) => {
    const left = crew.ready * (1 - leaving / ready.length);
    return lateness(demand, supply, left, 0, bootDeviations(situation)).promised < LATE;
  };
  let count = 0;
  let high = Math.min(most, ready.length - busy, ready.length - 1);
  while (count < high) {
    const middle = Math.ceil((count + high) / 2);
    if (stays(middle)) count = middle;
    else high = middle - 1;
  }
  if (count > 0) {
    const left = some(ready.length - count, 'worker');
    return { count, reasons: [`${left} will do for the next ${seconds(awayS)} at least.`] };
  }
  return ready.length === 1 && seen.workers.length >= 1
    ? lastOne(seen, situation, state, policy)
    : { count: 0, reasons: [] };
}

const LATE = 0.5;

/** The last one waits for as long as waiting is cheaper than going and coming back, by what is known of gaps. */
function lastOne(
  seen: Observation,
  situation: Situation,
  state: Remembering,
  policy: ScalingPolicy,
): { count: number; reasons: string[] } {
  const risk = 1 - situation.crew.next.readiness(0, situation.deadlineS).ready;
  const restartCostS = startCostS(situation, policy) + risk * policy.lateCostS;
  const waitS = Math.max(policy.idleS, keepS(state.arrivals.gaps, restartCostS));
  const { seasonPerS } = situation.forecast;
  const expected = seasonPerS === undefined ? 0 : seasonArrivals(seasonPerS, restartCostS);
  if (expected >= 1) {
    return {
      count: 0,
      reasons: [
        `The last worker stays: about now others came at other times (${expected.toFixed(0)} expected within ${seconds(restartCostS)}).`,
      ],
    };
  }
  const evidence = `the queue is empty, seen ${some(state.empty.count, 'time')} in a row over ${seconds(streakS(state.empty, seen.nowMs))}`;
  if (isProven(state.empty, seen.nowMs, policy.emptyProofs, waitS))
    return { count: 1, reasons: [`${evidence}.`] };
  return {
    count: 0,
    reasons:
      state.empty.count === 0
        ? []
        : [`The last worker stays: ${evidence}, and it goes after ${seconds(waitS)} of that.`],
  };
}

/** Ready, without work at the moment and paid for their least time; who has been idle for longest comes first. */
function idleFirst(
  ready: CountedWorker[],
  seen: Observation,
  state: ScalingState,
  policy: ScalingPolicy,
): CountedWorker[] {
  const paid = ready.filter(({ worker }) => worker.ageS >= policy.minBillS);
  if (!seen.heartbeatsFlow) {
    // Nobody is known to be idle, unless nobody can have work.
    return isProven(state.empty, seen.nowMs, policy.emptyProofs, policy.idleS) ? paid : [];
  }
  const idleSinceMs = ({ worker: { heartbeat } }: CountedWorker) => heartbeat?.idleSinceMs ?? Infinity;
  return paid
    .filter(({ worker: { heartbeat } }) => heartbeat?.busySlots === 0)
    .sort((a, b) => idleSinceMs(a) - idleSinceMs(b));
}
