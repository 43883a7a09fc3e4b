import type { Grid } from './grid';
import { normalQuantile } from './normal';
import type { Uniform } from './random';
import type { ArrivalTrace } from './world';

/** Up to this mean per step messages are placed one by one, beyond it the normal approximation is a good one. */
const MANY_PER_STEP = 10;

/** Steps from the beginning of the trace to its end. */
export function traceSteps({ binS, counts }: ArrivalTrace, grid: Grid): number {
  return Math.max(1, grid.steps(binS * counts.length));
}

/**
 * Messages that arrive in each step. Each message of a bin is equally likely to arrive in each step of it, independent of
 * the others, as it is for Poisson arrivals of which only the number is known.
 */
export function spreadArrivals(trace: ArrivalTrace, grid: Grid, uniform: Uniform): Int32Array {
  const arrivals = new Int32Array(traceSteps(trace, grid));
  trace.counts.forEach((count, bin) => {
    const from = Math.min(grid.steps(bin * trace.binS), arrivals.length - 1);
    const until = Math.min(Math.max(grid.steps((bin + 1) * trace.binS), from + 1), arrivals.length);
    const steps = arrivals.subarray(from, until);
    if (count <= MANY_PER_STEP * steps.length) placeEach(count, steps, uniform);
    else split(count, steps, uniform);
  });
  return arrivals;
}

function placeEach(count: number, steps: Int32Array, uniform: Uniform): void {
  for (let i = 0; i < count; i++) steps[Math.floor(uniform() * steps.length)]! += 1;
}

/** Step by step the binomial share of what is left, by its normal approximation; the sum is exact. */
function split(count: number, steps: Int32Array, uniform: Uniform): void {
  let left = count;
  for (let i = 0; i < steps.length - 1; i++) {
    const p = 1 / (steps.length - i);
    const drawn = Math.round(left * p + Math.sqrt(left * p * (1 - p)) * normalQuantile(uniform()));
    const share = Math.min(left, Math.max(0, drawn));
    steps[i]! += share;
    left -= share;
  }
  steps[steps.length - 1]! += left;
}
