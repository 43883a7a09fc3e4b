import { withoutFuture } from './clock-set-back';
import { continued, emptyLog } from './forecast/arrival-log';
import type { ArrivalMemory } from './forecast/arrival-memory';
import { dispersionWith, freshDispersion } from './forecast/dispersion';
import { gapsWith, NO_GAPS } from './forecast/gaps';
import { freshSeasons, seasonWith } from './forecast/season';
import { backlogOf } from './backlog';
import type { ScalingState } from './decision';
import type { Observation } from './observation';
import type { ScalingPolicy } from './policy';
import { extendStreak, streakS } from './streak';

/** The state with what this observation adds to it. */
export function remembered(
  past: ScalingState,
  seen: Observation & { queue: NonNullable<Observation['queue']> },
  policy: ScalingPolicy,
  serviceTimeS: number,
): ScalingState & { arrivals: ArrivalMemory } {
  const { nowMs, queue } = seen;
  const state = withoutFuture(past, nowMs);
  const backlog = backlogOf(queue);
  const before = state.arrivals ?? freshMemory(nowMs, backlog, policy);
  const total = before.total + arrivedSince(before, seen, backlog, policy, serviceTimeS);
  const empty = extendStreak(state.empty, backlog === 0, nowMs);
  const gapEnded = state.empty.count > 0 && empty.count === 0;
  const arrivals: ArrivalMemory = {
    total,
    accepted: seen.accepted,
    backlog,
    atMs: nowMs,
    log: continued(before.log, nowMs, total, 2 * policy.deadlineS),
    dispersion: dispersionWith(before.dispersion, nowMs, total),
    seasons: before.seasons.map((season) => seasonWith(season, nowMs, total, seen.bootS ?? policy.bootS)),
    gaps: gapEnded ? gapsWith(before.gaps, streakS(state.empty, nowMs)) : before.gaps,
  };
  return {
    ...state,
    empty,
    noneInFlight: extendStreak(state.noneInFlight, queue.inFlight === 0, nowMs),
    arrivals,
  };
}

function freshMemory(nowMs: number, backlog: number, policy: ScalingPolicy): ArrivalMemory {
  const log = emptyLog(nowMs, policy.deadlineS);
  return {
    total: 0,
    accepted: undefined,
    backlog,
    atMs: nowMs,
    log: { ...log, total: 0 },
    dispersion: freshDispersion(nowMs),
    gaps: NO_GAPS,
    seasons: freshSeasons(nowMs),
  };
}

/** As those who accept count; where nobody can be asked, what the backlog grew by and what was worked off meanwhile. */
function arrivedSince(
  before: ArrivalMemory,
  seen: Observation,
  backlog: number,
  policy: ScalingPolicy,
  serviceTimeS: number,
): number {
  if (seen.accepted !== undefined && before.accepted !== undefined) {
    return seen.accepted >= before.accepted ? seen.accepted - before.accepted : seen.accepted;
  }
  const heard = seen.workers.flatMap(({ heartbeat }) => heartbeat ?? []);
  // One that fell silent works on nothing any more that is known of.
  const lately = heard.filter(({ agoS }) => agoS <= policy.silentAfterS);
  const busy = lately.reduce((sum, { busySlots }) => sum + busySlots, 0);
  const workedOff = (busy * Math.max(0, seen.nowMs - before.atMs)) / 1000 / serviceTimeS;
  return Math.max(0, backlog - before.backlog + workedOff);
}
