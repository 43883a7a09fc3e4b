/** Uniform numbers in (0, 1), the same ones for a seed: a counter in golden-ratio steps, scrambled by MurmurHash3's finaliser. */
export function uniformFrom(seed: number): () => number {
  let counter = scrambled(seed);
  return () => {
    counter = (counter + 0x9e3779b9) | 0;
    return (scrambled(counter) + 0.5) / 2 ** 32;
  };
}

function scrambled(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** Above this, e to the minus mean would lose digits; a Poisson number is the sum of two of half the mean. */
const MOST_AT_ONCE = 30;

/** A Poisson number (Knuth's product of uniform ones). */
export function poisson(mean: number, uniform: () => number): number {
  if (mean > MOST_AT_ONCE) return poisson(mean / 2, uniform) + poisson(mean / 2, uniform);
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = uniform(); product > limit; product *= uniform()) count++;
  return count;
}

/** A Pareto number: at least `least`, its mean `least` times alpha / (alpha - 1). */
export function pareto(least: number, alpha: number, uniform: () => number): number {
  return least / uniform() ** (1 / alpha);
}
