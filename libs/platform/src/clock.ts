/** The clock is injected so that what depends on time can be tested without waiting. */
export abstract class Clock {
  /** Unix time [ms] */
  abstract nowMs(): number;
}

/**
 * Whether a moment is at most so long ago. One that is still to come is not: the clock was set back since, and how long ago
 * it was nobody knows. Else what was seen once would pass for fresh until that time comes again.
 */
export function isWithin(lengthMs: number, atMs: number, nowMs: number): boolean {
  const agoMs = nowMs - atMs;
  return agoMs >= 0 && agoMs <= lengthMs;
}

export class SystemClock extends Clock {
  nowMs(): number {
    return Date.now();
  }
}
