import type { CalibrationPoint } from '@facefleet/models';
import { falseMatchRateAt, falseMatchRateOfPerson, falseMatchRateOfSearch } from './false-match-rate';

/** A person whose enrolled faces a probe was compared with. */
export interface ComparedPerson<T> {
  person: T;
  /** To each enrolled face; a person without any is not searched. */
  similarities: readonly number[];
}

export interface NearestPerson<T> {
  person: T;
  /** To the most similar of the enrolled faces. */
  similarity: number;
  /** How often the search of somebody who is not among these people meets one who is at least this near, 0..1. */
  falseMatchRate: number;
}

/**
 * The person whom strangers come this near most rarely, all enrolled faces taken together; of several whom none of them
 * tells apart from strangers, the one with the most similar face.
 *
 * @returns undefined where there is nobody to compare with
 */
export function nearestPerson<T>(
  people: Iterable<ComparedPerson<T>>,
  table: readonly CalibrationPoint[],
): NearestPerson<T> | undefined {
  let nearest: { person: T; similarity: number; rate: number } | undefined;
  let searched = 0;
  for (const { person, similarities } of people) {
    if (similarities.length === 0) continue;
    searched++;
    const rate = falseMatchRateOfPerson(similarities.map((value) => falseMatchRateAt(table, value)));
    const similarity = Math.max(...similarities);
    const isNearer =
      nearest === undefined ||
      rate < nearest.rate ||
      (rate === nearest.rate && similarity > nearest.similarity);
    if (isNearer) nearest = { person, similarity, rate };
  }
  if (nearest === undefined) return undefined;
  const { person, similarity, rate } = nearest;
  return { person, similarity, falseMatchRate: falseMatchRateOfSearch(rate, searched) };
}
