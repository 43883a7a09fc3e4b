import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Uniform } from '../random';

/** Numbers that are the same for a seed. */
export function uniformFrom(seed: number): Uniform {
  const generator = xoroshiro128plus(seed);
  return () => ((generator.next() >>> 0) + 0.5) / 2 ** 32;
}

/** Above this, e to the minus mean would lose digits; a Poisson number is the sum of two of half the mean. */
const MOST_AT_ONCE = 30;

/** A Poisson number (Knuth's product of uniform ones). */
export function poisson(mean: number, uniform: Uniform): number {
  if (mean > MOST_AT_ONCE) return poisson(mean / 2, uniform) + poisson(mean / 2, uniform);
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = uniform(); product > limit; product *= uniform()) count++;
  return count;
}

/** A Pareto number: at least `least`, its mean `least` times alpha / (alpha - 1). */
export function pareto(least: number, alpha: number, uniform: Uniform): number {
  return least / uniform() ** (1 / alpha);
}
