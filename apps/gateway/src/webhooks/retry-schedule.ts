/** Endpoints that were down together must not all be asked again in the same moment. */
const JITTER = 0.1;

/** When failed deliveries are tried again. */
export class RetrySchedule {
  /** @param pausesS before the second attempt, the third, and so on [s] */
  constructor(
    private readonly pausesS: number[],
    private readonly random: () => number = Math.random,
  ) {}

  /** @returns ms until the next attempt after so many failures; undefined: there is no further one */
  pauseMs(failures: number): number | undefined {
    const pauseS = this.pausesS[failures - 1];
    return pauseS === undefined
      ? undefined
      : Math.round(pauseS * 1000 * (1 + JITTER * (2 * this.random() - 1)));
  }

  /** The longest that the next attempt can be away after so many failures [ms] */
  longestPauseMs(failures: number): number {
    return failures === 0 ? 0 : (this.pausesS[failures - 1] ?? 0) * 1000 * (1 + JITTER);
  }
}
