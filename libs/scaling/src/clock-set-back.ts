import type { ScalingState } from './decision';
import type { ArrivalMemory } from './forecast/arrival-memory';
import type { Streak } from './streak';

/**
 * What was remembered, once the clock has been set back: all of it happened that much earlier. Else messages would look
 * as if they came in the future, and nobody would be launched for them until then.
 */
export function withoutFuture(state: ScalingState, nowMs: number): ScalingState {
  const { arrivals } = state;
  const backMs = arrivals === undefined ? 0 : arrivals.atMs - nowMs;
  if (arrivals === undefined || backMs <= 0) return state;
  return {
    empty: earlierStreak(state.empty, backMs),
    noneInFlight: earlierStreak(state.noneInFlight, backMs),
    surplus: earlierStreak(state.surplus, backMs),
    arrivals: earlierArrivals(arrivals, backMs),
  };
}

function earlierStreak(streak: Streak, backMs: number): Streak {
  return streak.sinceMs === undefined ? streak : { ...streak, sinceMs: streak.sinceMs - backMs };
}

/** Seasons are of the time of day, which is what the clock says now: they go on with the bin of that time. */
function earlierArrivals(arrivals: ArrivalMemory, backMs: number): ArrivalMemory {
  const { atMs, log, dispersion, seasons } = arrivals;
  const nowS = (atMs - backMs) / 1000;
  return {
    ...arrivals,
    atMs: atMs - backMs,
    log: { ...log, startMs: log.startMs - backMs, atMs: log.atMs - backMs },
    dispersion: { ...dispersion, windowStartMs: dispersion.windowStartMs - backMs },
    seasons: seasons.map((season) => ({
      ...season,
      bin: Math.min(season.bin, Math.floor(nowS / season.binS)),
    })),
  };
}
