/** Observations in a row that showed the same thing. */
export interface Streak {
  count: number;
  /** The first of them [Unix time, ms]; absent while there is none. */
  sinceMs?: number;
}

export const NO_STREAK: Streak = { count: 0 };

export function extendStreak(streak: Streak, holds: boolean, nowMs: number): Streak {
  return holds ? { count: streak.count + 1, sinceMs: streak.sinceMs ?? nowMs } : NO_STREAK;
}

/** @returns how long the streak has lasted [s] */
export function streakS(streak: Streak, nowMs: number): number {
  return streak.sinceMs === undefined ? 0 : (nowMs - streak.sinceMs) / 1000;
}

/** One look proves nothing where counts are approximate: it takes several, and time between them. */
export function isProven(streak: Streak, nowMs: number, proofs: number, overS: number): boolean {
  return streak.count >= Math.max(1, proofs) && streakS(streak, nowMs) >= overS;
}
