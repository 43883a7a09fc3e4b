import type { CalibrationPoint } from '@facefleet/models';
import { falseMatchRateAt, falseMatchRateOfPerson, falseMatchRateOfSearch } from './false-match-rate';

/** A person whose enrolled faces a probe was compared with. */
export interface ComparedPerson<T> {
  person: T;
  /** To each enrolled face; a person without any cannot be near. */
  similarities: readonly number[];
}

export interface NearestPerson<T> {
  person: T;
  /** To the most similar of the enrolled faces. */
  similarity: number;
  /** Which of the enrolled faces that is. */
  bestFace: number;
  /** How often the search of somebody who is not among these people meets one who is at least this near, 0..1. */
  falseMatchRate: number;
  /** The same as if each enrolled face were the person's only one. */
  falseMatchRates: number[];
}

/**
 * The people whom strangers come this near most rarely, all enrolled faces of each taken together; of several whom nothing
 * tells apart from strangers, those with the most similar face first.
 *
 * @param compared at least the nearest of those who were searched; others may be left out
 * @param count    how many are wanted at most
 * @param searched how many people were searched
 */
export function nearestPeople<T>(
  compared: Iterable<ComparedPerson<T>>,
  table: readonly CalibrationPoint[],
  count: number,
  searched: number,
): NearestPerson<T>[] {
  const nearest: Comparison<T>[] = [];
  for (const { person, similarities } of compared) {
    const comparison = compare(person, similarities, table);
    if (!comparison) continue;
    const place = nearest.findIndex((other) => isNearer(comparison, other));
    nearest.splice(place === -1 ? nearest.length : place, 0, comparison);
    if (nearest.length > count) nearest.pop();
  }
  return nearest.map(({ rate, rates, ...found }) => ({
    ...found,
    falseMatchRate: falseMatchRateOfSearch(rate, searched),
    falseMatchRates: rates.map((of) => falseMatchRateOfSearch(of, searched)),
  }));
}

/** With the false match rates of this one person, and of each comparison. */
type Comparison<T> = Pick<NearestPerson<T>, 'person' | 'similarity' | 'bestFace'> & {
  rate: number;
  rates: number[];
};

/** @returns undefined where there is nothing to compare with, or no similarity is a number */
function compare<T>(
  person: T,
  similarities: readonly number[],
  table: readonly CalibrationPoint[],
): Comparison<T> | undefined {
  let bestFace = -1;
  for (const [face, similarity] of similarities.entries()) {
    if (similarity > (similarities[bestFace] ?? -Infinity)) bestFace = face;
  }
  const similarity = similarities[bestFace];
  if (similarity === undefined) return undefined;
  const rates = similarities.map((value) => falseMatchRateAt(table, value));
  return { person, similarity, bestFace, rate: falseMatchRateOfPerson(rates), rates };
}

function isNearer(a: Comparison<unknown>, b: Comparison<unknown>): boolean {
  return a.rate < b.rate || (a.rate === b.rate && a.similarity > b.similarity);
}
