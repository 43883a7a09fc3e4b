import type { ScalingState } from './decision';
import { isEnough } from './drain-plan';
import type { Observation } from './observation';
import type { ScalingPolicy } from './policy';
import type { CountedWorker, Roster } from './roster';
import { isProven } from './streak';
import type { Want } from './want';
import { seconds, some } from './wording';

export interface Leavers {
  drain: string[];
  reasons: string[];
}

/** Who may go now: nobody who may be at work. */
export function leavers(
  seen: Observation,
  roster: Roster,
  wanted: Want,
  state: ScalingState,
  policy: ScalingPolicy,
): Leavers {
  const silent = silentLeavers(seen, roster, state, policy);
  const surplus = surplusLeavers(seen, roster, wanted, state, policy);
  return { drain: [...silent.drain, ...surplus.drain], reasons: [...surplus.reasons, ...silent.reasons] };
}

function silentLeavers(
  seen: Observation,
  { silent }: Roster,
  state: ScalingState,
  policy: ScalingPolicy,
): Leavers {
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
  { counted }: Roster,
  { desired, drain }: Want,
  state: ScalingState,
  policy: ScalingPolicy,
): Leavers {
  const surplus = counted.length - desired;
  if (surplus <= 0) return { drain: [], reasons: [] };
  const idle = seen.heartbeatsFlow
    ? longestIdleFirst(counted, seen.nowMs - policy.idleS * 1000)
    : isProven(state.empty, seen.nowMs, policy.emptyProofs, policy.idleS)
      ? counted.filter((one) => one.phase === 'ready')
      : [];
  let staying = counted;
  const leaving: string[] = [];
  for (const one of idle.slice(0, surplus)) {
    const others = staying.filter((other) => other !== one);
    // The wanted number counts those that are ready soonest, and an idle worker is one of them: the others must do too.
    if (others.length < policy.maxWorkers && !isEnough(drain, others)) continue;
    staying = others;
    leaving.push(one.worker.workerId);
  }
  const there = `${desired} wanted, ${counted.length} ready or on their way`;
  if (leaving.length === 0) {
    const what = seen.heartbeatsFlow
      ? `without work for ${seconds(policy.idleS)}`
      : 'known to be without work';
    return {
      drain: [],
      reasons: [`${there}: ${some(surplus, 'worker')} too many, none of them ${what} and dispensable.`],
    };
  }
  return {
    drain: leaving,
    reasons: [`Draining ${some(leaving.length, 'worker')} (${leaving.join(', ')}) without work: ${there}.`],
  };
}

/** Ready workers that have neither had nor finished a message since then [Unix time, ms]. */
function longestIdleFirst(counted: CountedWorker[], sinceMs: number): CountedWorker[] {
  const idleSinceMs = ({ worker: { heartbeat } }: CountedWorker) =>
    heartbeat?.busySlots === 0 ? (heartbeat.idleSinceMs ?? Infinity) : Infinity;
  return counted
    .filter((one) => one.phase === 'ready' && idleSinceMs(one) <= sinceMs)
    .sort((a, b) => idleSinceMs(a) - idleSinceMs(b));
}
