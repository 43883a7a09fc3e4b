import { NORMAL_P90, normalCdf } from './plan/normal';

/**
 * How a worker comes to be: `hot` as a process on a machine that runs already, `stopped` on a machine of the warm pool,
 * `cold` on a machine that has to be bought.
 */
export type StartPath = 'hot' | 'stopped' | 'cold';

/** Time from the wish for a worker to its readiness [s]: half of them are ready after `p50S`, nine in ten after `p90S`. */
export interface BootTimes {
  p50S: number;
  p90S: number;
}

/** What a worker that still boots will probably have been worth by some moment. */
export interface Readiness {
  /** Probability that it is ready by then. */
  ready: number;
  /** Seconds that it will have been ready: mean and variance. */
  meanS: number;
  varianceS2: number;
}

/**
 * Boot times as a log-normal distribution through both quantiles; all of it given that the worker is not ready yet.
 */
export class BootDistribution {
  /** Of the logarithm: mean and deviation. */
  readonly mu: number;
  readonly sigma: number;

  constructor({ p50S, p90S }: BootTimes) {
    this.mu = Math.log(Math.max(p50S, SHORTEST_S));
    this.sigma = Math.max(0, Math.log(Math.max(p90S, p50S, SHORTEST_S)) - this.mu) / NORMAL_P90;
  }

  get meanS(): number {
    return Math.exp(this.mu + this.sigma ** 2 / 2);
  }

  /**
   * @param ageS since its launch, without being ready [s]
   * @param inS from now [s]
   */
  readiness(ageS: number, inS: number): Readiness {
    const byS = ageS + inS;
    const missing = 1 - this.cdf(ageS, 0);
    // Later than all that is known of boots: it is as likely to come soon as a new one, no sooner and no later.
    if (missing < HOPELESS) return this.readiness(0, inS);
    const ready = this.between(ageS, byS, 0);
    const first = this.between(ageS, byS, 1);
    const second = this.between(ageS, byS, 2);
    const meanS = Math.max(0, byS * ready - first) / missing;
    const squareS2 = Math.max(0, byS ** 2 * ready - 2 * byS * first + second) / missing;
    return { ready: ready / missing, meanS, varianceS2: Math.max(0, squareS2 - meanS ** 2) };
  }

  /** Partial moment of this order between two boot times. */
  private between(fromS: number, toS: number, order: 0 | 1 | 2): number {
    const moment = Math.exp(order * this.mu + (order * this.sigma) ** 2 / 2);
    return Math.max(0, moment * (this.cdf(toS, order) - this.cdf(fromS, order)));
  }

  private cdf(timeS: number, order: number): number {
    if (timeS <= 0) return 0;
    const distance = Math.log(timeS) - this.mu - order * this.sigma ** 2;
    if (this.sigma < TINY) return distance >= -TINY ? 1 : 0;
    return normalCdf(distance / this.sigma);
  }
}

const SHORTEST_S = 0.001;
const TINY = 1e-9;
/** Beyond the last percent of all boots. */
const HOPELESS = 0.01;
