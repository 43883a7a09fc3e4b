import { type ComparedPair, type Scores, scoresOf } from './compared-pair';
import { ascending, countBelow, countFrom } from './sorted';

export const FOLDS = 10;

export interface CrossValidation {
  /** Mean of the folds' shares of right decisions, 0..1. */
  accuracy: number;
  /** Standard deviation of the folds' shares. */
  deviation: number;
  /** Of the mean: what the LFW tables give after the "±". */
  standardError: number;
  /** The threshold of each fold, chosen on the others. */
  thresholds: number[];
}

/**
 * Right decisions by LFW's protocol: the threshold for each fold is the one that decides the other folds best. A pair that
 * could not be compared, because a face was not found, is a wrong decision whether it is genuine or not.
 *
 * @throws Error where fewer than two folds have pairs, or none of a fold's others could be compared
 */
export function crossValidate(pairs: readonly ComparedPair[]): CrossValidation {
  const folds = groupByFold(pairs);
  if (folds.length < 2) throw new Error('Cross-validation needs pairs in at least two folds.');
  const thresholds: number[] = [];
  const shares = folds.map((fold) => {
    const others = folds.filter((other) => other !== fold).flat();
    const threshold = bestThreshold(scoresOf(others));
    thresholds.push(threshold);
    return fold.filter((pair) => isRight(pair, threshold)).length / fold.length;
  });
  const accuracy = mean(shares);
  const variance = shares.reduce((sum, share) => sum + (share - accuracy) ** 2, 0) / (shares.length - 1);
  const deviation = Math.sqrt(variance);
  return { accuracy, deviation, standardError: deviation / Math.sqrt(shares.length), thresholds };
}

/**
 * The threshold with the most right decisions, halfway between the two similarities that it parts. Of several equally good
 * ones the middle one, which is the least tied to single pairs.
 */
export function bestThreshold({ genuine, impostor }: Scores): number {
  const similarities = ascending([...genuine, ...impostor]).filter(
    (value, index, all) => value !== all[index - 1] && value !== -Infinity,
  );
  if (similarities.length === 0)
    throw new Error('No pair could be compared: there is no threshold to choose.');
  let mostRight = -1;
  let best: number[] = [];
  for (let index = 0; index <= similarities.length; index++) {
    const threshold = similarities[index] ?? Infinity;
    const right = countFrom(genuine, threshold) + countBelow(impostor, threshold);
    if (right > mostRight) [mostRight, best] = [right, []];
    if (right === mostRight) best.push(index);
  }
  const index = best[best.length >> 1]!;
  const above = similarities[index] ?? Infinity;
  const below = similarities[index - 1] ?? above;
  const between = (below + above) / 2;
  return between > below ? between : above;
}

/** Genuine and impostor pairs dealt out in turn, so that each fold has its share of both. Depends on their order only. */
export function dealFolds<T extends { same: boolean }>(pairs: readonly T[]): (T & { fold: number })[] {
  const dealt = { genuine: 0, impostor: 0 };
  return pairs.map((pair) => ({ ...pair, fold: dealt[pair.same ? 'genuine' : 'impostor']++ % FOLDS }));
}

function groupByFold(pairs: readonly ComparedPair[]): ComparedPair[][] {
  const folds = new Map<number, ComparedPair[]>();
  for (const pair of pairs) {
    const fold = folds.get(pair.fold);
    if (fold) fold.push(pair);
    else folds.set(pair.fold, [pair]);
  }
  return [...folds.values()];
}

function isRight({ same, similarity }: ComparedPair, threshold: number): boolean {
  return similarity !== undefined && similarity >= threshold === same;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
