import { logNormalDensity, normalUpperQuantile, normalUpperTail } from './normal';
import { countFrom } from './sorted';

/**
 * The tail is fitted to the most similar impostor pairs: n^(2/3) of n, so that more pairs reach farther out, where the shape
 * is more that of the tail, and are more of them all the same.
 */
export function tailShare(pairs: number): number {
  return pairs ** (-1 / 3);
}
/** By how much the normal tail must explain the data better than the exponential one, in natural logarithms: odds of 20 to 1. */
const NEEDED_ADVANTAGE = Math.log(20);

export interface ImpostorTail {
  kind: 'normal' | 'exponential';
  /** Where the tail begins [similarity]. */
  from: number;
  /** Of all impostor pairs, those that are in the tail. */
  share: number;
  /** `normal`: its standard deviation. `exponential`: by how much similarity the rate falls to 1/e. */
  scale: number;
  /** The model's share of impostor pairs that are at least this similar, from `from` on. */
  rateFrom(similarity: number): number;
}

/**
 * What lies beyond the most similar impostor pairs that were seen, from the shape of the most similar ones.
 *
 * Two tails are fitted by maximum likelihood, each with one free parameter (the share of pairs above `from` is known, only
 * the scale is not). A similarity is bounded, so that its tail falls at least as fast as an exponential one far out: taking
 * that one errs on the careful side, by a factor of ten and more at 1e-6 where the truth is normal. The normal tail is what
 * sums of many independent components give, and is taken only where the data prefer it clearly. A generalised Pareto tail
 * was left out: its shape needs far more pairs, and where it comes out negative the model says "never" beyond some similarity.
 *
 * @param impostor similarities in ascending order
 * @throws Error for fewer than 100 pairs
 */
export function fitImpostorTail(impostor: Float64Array): ImpostorTail {
  if (impostor.length < 100) throw new Error('An impostor tail needs at least 100 impostor pairs.');
  const from = impostor[Math.floor(impostor.length * (1 - tailShare(impostor.length)))]!;
  const share = countFrom(impostor, from) / impostor.length;
  const excesses = impostor
    .subarray(impostor.length - countFrom(impostor, from))
    .map((value) => value - from);
  const exponential = exponentialTail(from, share, excesses);
  const normal = normalTail(from, share, excesses);
  return normal.logLikelihood > exponential.logLikelihood + NEEDED_ADVANTAGE ? normal.tail : exponential.tail;
}

interface Fit {
  tail: ImpostorTail;
  logLikelihood: number;
}

function exponentialTail(from: number, share: number, excesses: Float64Array): Fit {
  const scale = excesses.reduce((sum, excess) => sum + excess, 0) / excesses.length;
  return {
    tail: {
      kind: 'exponential',
      from,
      share,
      scale,
      rateFrom: (similarity) => share * Math.exp(-(similarity - from) / scale),
    },
    logLikelihood: -excesses.length * (Math.log(scale) + 1),
  };
}

/** Normal above `from`, at which it has its known share: only its deviation is free. */
function normalTail(from: number, share: number, excesses: Float64Array): Fit {
  const zFrom = normalUpperQuantile(share);
  const logLikelihood = (deviation: number) => {
    let sum = -excesses.length * (Math.log(deviation) + Math.log(share));
    for (const excess of excesses) sum += logNormalDensity(zFrom + excess / deviation);
    return sum;
  };
  const meanExcess = excesses.reduce((sum, excess) => sum + excess, 0) / excesses.length;
  const scale = maximise(logLikelihood, meanExcess / 20, meanExcess * 20);
  return {
    tail: {
      kind: 'normal',
      from,
      share,
      scale,
      rateFrom: (similarity) => normalUpperTail(zFrom + (similarity - from) / scale),
    },
    logLikelihood: logLikelihood(scale),
  };
}

/** Golden-section search for the highest point of a function with one peak, on a logarithmic scale. */
function maximise(f: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [left, right] = [Math.log(low), Math.log(high)];
  while (right - left > 1e-6) {
    const a = right - ratio * (right - left);
    const b = left + ratio * (right - left);
    if (f(Math.exp(a)) < f(Math.exp(b))) left = a;
    else right = b;
  }
  return Math.exp((left + right) / 2);
}
