import type { Grid } from './grid';
import { type LogNormal, logNormalOfMean, logNormalQuantile } from './log-normal';
import type { Uniform } from './random';

/** So many equally probable service times make the distribution; none beyond its 1/131,072 quantiles. */
const SAMPLES = 65_536;
const GUIDES = 4096;

/** How long one message takes, in steps of the grid: at least one. */
export class ServiceTimes {
  /** `upTo[n]`: probability of at most n steps; the last is 1. */
  readonly upTo: Float64Array;
  /** `guide[i]`: the fewest steps whose probability exceeds i / GUIDES, where a search may begin. */
  private readonly guide: Int32Array;

  constructor(serviceTime: { meanS: number; cv: number }, grid: Grid) {
    this.upTo = cumulated(probabilities(logNormalOfMean(serviceTime), grid));
    this.guide = new Int32Array(GUIDES);
    for (let i = 0, steps = 0; i < GUIDES; i++) {
      while (this.upTo[steps]! <= i / GUIDES) steps++;
      this.guide[i] = steps;
    }
  }

  get maxSteps(): number {
    return this.upTo.length - 1;
  }

  draw(uniform: Uniform): number {
    const p = uniform();
    let steps = this.guide[Math.floor(p * GUIDES)]!;
    while (this.upTo[steps]! <= p) steps++;
    return steps;
  }
}

/** Times between two steps go to both in proportion, because rounding them would change the mean. */
function probabilities(distribution: LogNormal, grid: Grid): number[] {
  const found: number[] = [];
  const samples = distribution.sigma === 0 ? 1 : SAMPLES;
  const add = (steps: number, probability: number) => (found[steps] = (found[steps] ?? 0) + probability);
  for (let i = 0; i < samples; i++) {
    const exact = logNormalQuantile(distribution, (i + 0.5) / samples) / grid.stepS;
    const nearest = Math.round(exact);
    // Without this the last bit of a logarithm would make another step possible.
    const steps = Math.max(1, Math.abs(exact - nearest) < 1e-9 ? nearest : exact);
    const share = steps - Math.floor(steps);
    add(Math.floor(steps), (1 - share) / samples);
    if (share > 0) add(Math.floor(steps) + 1, share / samples);
  }
  return found;
}

function cumulated(probabilities: number[]): Float64Array {
  const upTo = new Float64Array(probabilities.length);
  let sum = 0;
  for (let steps = 0; steps < upTo.length; steps++) upTo[steps] = sum += probabilities[steps] ?? 0;
  upTo[upTo.length - 1] = 1;
  return upTo;
}
