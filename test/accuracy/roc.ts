import type { Scores } from './compared-pair';
import { countAbove, countBelow, countFrom } from './sorted';

/** Share of impostor pairs that are accepted from this similarity on. */
export function falseMatchRate({ impostor }: Scores, threshold: number): number {
  return countFrom(impostor, threshold) / impostor.length;
}

/** Share of genuine pairs that are rejected from this similarity down. */
export function falseNonMatchRate({ genuine }: Scores, threshold: number): number {
  return countBelow(genuine, threshold) / genuine.length;
}

/** The probability that a genuine pair is more similar than an impostor pair; equal ones count half (Mann-Whitney). */
export function areaUnderRoc({ genuine, impostor }: Scores): number {
  let wins = 0;
  for (const value of genuine) {
    const below = countBelow(impostor, value);
    const equal = impostor.length - below - countAbove(impostor, value);
    wins += below + equal / 2;
  }
  return wins / (genuine.length * impostor.length);
}

/**
 * The highest share of genuine pairs accepted (TAR) by a threshold that accepts at most `maxFmr` of the impostor pairs, and
 * how many of these it accepts.
 */
export function tarAtFmr(
  { genuine, impostor }: Scores,
  maxFmr: number,
): { tar: number; falseMatches: number } {
  // 0.29 * 100 is a little less than 29.
  const allowed = Math.min(impostor.length, Math.floor(maxFmr * impostor.length * (1 + 1e-12)));
  // The threshold lies just above the first impostor pair too many.
  const refused = allowed === impostor.length ? -Infinity : impostor[impostor.length - 1 - allowed]!;
  return {
    tar: countAbove(genuine, refused) / genuine.length,
    falseMatches: countAbove(impostor, refused),
  };
}

/** The rate at which as many genuine pairs are rejected as impostor pairs accepted, linear between neighbouring thresholds. */
export function equalErrorRate(scores: Scores): number {
  const thresholds = new Float64Array([...scores.genuine, ...scores.impostor, Infinity]).sort();
  // FNMR - FMR rises with the threshold, from -1 (all accepted) to 1 (all rejected): the first that is not negative.
  let low = 0;
  let high = thresholds.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (excessAt(scores, thresholds[middle]!) < 0) low = middle + 1;
    else high = middle;
  }
  const fmr = falseMatchRate(scores, thresholds[low]!);
  const excess = excessAt(scores, thresholds[low]!);
  const before = low === 0 ? 1 : falseMatchRate(scores, thresholds[low - 1]!);
  const excessBefore = low === 0 ? -1 : excessAt(scores, thresholds[low - 1]!);
  const share = -excessBefore / (excess - excessBefore);
  return before + share * (fmr - before);
}

function excessAt(scores: Scores, threshold: number): number {
  return falseNonMatchRate(scores, threshold) - falseMatchRate(scores, threshold);
}
