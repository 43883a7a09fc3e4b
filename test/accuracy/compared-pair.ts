import { ascending } from './sorted';

/** Two images, by their absolute paths. */
export interface ImagePair {
  a: string;
  b: string;
  same: boolean;
  /** Which part of a cross-validation the pair belongs to, from 0. */
  fold: number;
}

export interface ComparedPair {
  same: boolean;
  fold: number;
  /** `undefined` where no face was found in at least one of the two images. */
  similarity: number | undefined;
}

/** Similarities in ascending order. Two faces are accepted as one person from a threshold on, itself included. */
export interface Scores {
  /** Of pairs of one person; -Infinity for those that could not be compared. */
  genuine: Float64Array;
  /** Of pairs of two people that could be compared. */
  impostor: Float64Array;
}

/**
 * A face that was not found cannot be accepted: its genuine pairs are lost at every threshold. Its impostor pairs cannot be
 * falsely accepted, and are left out, since counting them as rejected would make a blind detector look careful.
 */
export function scoresOf(pairs: Iterable<ComparedPair>): Scores {
  const genuine: number[] = [];
  const impostor: number[] = [];
  for (const { same, similarity } of pairs) {
    if (same) genuine.push(similarity ?? -Infinity);
    else if (similarity !== undefined) impostor.push(similarity);
  }
  return { genuine: ascending(genuine), impostor: ascending(impostor) };
}
