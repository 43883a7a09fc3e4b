/** Uniform numbers in (0, 1), the same ones for a seed: a counter in golden-ratio steps, scrambled by MurmurHash3's finaliser. */
export function randomFrom(seed: number): () => number {
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

/** Standard normal numbers from uniform ones (Box-Muller). */
export function normalFrom(uniform: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
