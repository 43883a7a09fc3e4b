import { type ComparedPair, type ImagePair, scoresOf } from './compared-pair';
import type { Embedded } from './embed-all';
import { crossValidate, type CrossValidation } from './folds';
import { areaUnderRoc, equalErrorRate, tarAtFmr } from './roc';

/** The rates at which the true accept rate is always given; a decade lower where there is a pair to make such a rate. */
const ALWAYS = [0.01, 0.001];
const WHERE_MEASURABLE = [0.0001, 0.00001];

export interface VerificationFigures extends CrossValidation {
  pairs: number;
  genuinePairs: number;
  impostorPairs: number;
  auc: number;
  eer: number;
  /** By the false match rate as text: "0.01", "0.001" and lower ones that the number of pairs allows. */
  tarAtFmr: Record<string, number>;
  /** Images in which no face was found, or which could not be read. */
  failedToDetect: number;
  /** Pairs with such an image: wrong decisions in `accuracy`, rejections of genuine pairs in `eer`, `auc` and `tarAtFmr`. */
  failedPairs: number;
}

export function comparePairs(
  pairs: readonly ImagePair[],
  embeddings: ReadonlyMap<string, Float32Array>,
  similarity: (a: Float32Array, b: Float32Array) => number,
): ComparedPair[] {
  return pairs.map(({ a, b, same, fold }) => {
    const [ofA, ofB] = [embeddings.get(a), embeddings.get(b)];
    return { same, fold, similarity: ofA && ofB && similarity(ofA, ofB) };
  });
}

/** @throws Error where pairs of one of the two kinds are missing */
export function verificationFigures(
  pairs: readonly ComparedPair[],
  failures: Embedded['failures'],
): VerificationFigures {
  const scores = scoresOf(pairs);
  if (scores.genuine.length === 0 || scores.impostor.length === 0)
    throw new Error('Rates need pairs of one person and pairs of two people, with faces in them.');
  const measurable = WHERE_MEASURABLE.filter((fmr) => scores.impostor.length * fmr >= 1);
  const genuinePairs = pairs.filter(({ same }) => same).length;
  return {
    pairs: pairs.length,
    genuinePairs,
    impostorPairs: pairs.length - genuinePairs,
    ...crossValidate(pairs),
    auc: areaUnderRoc(scores),
    eer: equalErrorRate(scores),
    tarAtFmr: Object.fromEntries(
      [...ALWAYS, ...measurable].map((fmr) => [decimal(fmr), tarAtFmr(scores, fmr).tar]),
    ),
    failedToDetect: failures.size,
    failedPairs: pairs.filter(({ similarity }) => similarity === undefined).length,
  };
}

function decimal(fmr: number): string {
  return fmr.toFixed(5).replace(/0+$/, '');
}
