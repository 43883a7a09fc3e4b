/** Fewer than this say nothing about growth: libraries and allocator are still warming up [images]. */
const FEWEST_IMAGES = 2_000;
const WINDOWS = 50;
/** Of the memory in the second half, what it may rise by and still be called flat. */
const FLAT_SHARE = 0.05;

export const FLAT_RULE = `flat: a line through the lowest memory of each ${100 / WINDOWS} % of the images rises by less than ${FLAT_SHARE * 100} % of its mean over the second half`;

export interface Growth {
  /** The lowest of each window, in order [bytes]: a leak lifts it, one large image does not. */
  floors: number[];
  /** What the line rises by over the second half; negative where it falls [bytes]. */
  secondHalfRise: number;
  /** undefined: too few images to say. */
  isFlat: boolean | undefined;
}

/** @param rss resident memory after each image [bytes] */
export function growthOf(rss: readonly number[]): Growth {
  const size = Math.max(1, Math.ceil(rss.length / WINDOWS));
  const floors: number[] = [];
  for (let at = 0; at < rss.length; at += size) floors.push(Math.min(...rss.slice(at, at + size)));
  const half = floors.slice(Math.floor(floors.length / 2));
  const secondHalfRise = slopeOf(half) * half.length;
  const mean = half.reduce((sum, value) => sum + value, 0) / half.length;
  return {
    floors,
    secondHalfRise,
    isFlat: rss.length < FEWEST_IMAGES ? undefined : secondHalfRise < FLAT_SHARE * mean,
  };
}

/** Of the least-squares line through values one step apart [per step]. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  let covariance = 0;
  let variance = 0;
  for (const [i, value] of values.entries()) {
    covariance += (i - middle) * value;
    variance += (i - middle) ** 2;
  }
  return variance === 0 ? 0 : covariance / variance;
}
