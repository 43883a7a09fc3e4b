/** The clock is injected so that what depends on time can be tested without waiting. */
export abstract class Clock {
  /** Unix time [ms] */
  abstract nowMs(): number;
}

export class SystemClock extends Clock {
  nowMs(): number {
    return Date.now();
  }
}
