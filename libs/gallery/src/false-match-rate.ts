import type { CalibrationPoint } from '@facefleet/models';

/**
 * The false match rate of one comparison at a similarity: linear in the logarithm between the lines of the table, and that of
 * its first or last line outside of it.
 *
 * @param table by rising similarity, at least one line
 */
export function falseMatchRateAt(table: readonly CalibrationPoint[], similarity: number): number {
  const next = table.findIndex((point) => point.similarity >= similarity);
  if (next === 0) return table[0]!.fmr;
  if (next === -1) return table.at(-1)!.fmr;
  const below = table[next - 1]!;
  const above = table[next]!;
  const share = (similarity - below.similarity) / (above.similarity - below.similarity);
  return below.fmr * (above.fmr / below.fmr) ** share;
}

/**
 * The lowest similarity at which one comparison has at most this false match rate: the inverse of `falseMatchRateAt`.
 *
 * @returns `undefined` where the table does not reach so low a rate
 */
export function similarityForFalseMatchRate(
  table: readonly CalibrationPoint[],
  fmr: number,
): number | undefined {
  const next = table.findIndex((point) => point.fmr <= fmr);
  if (next === -1) return undefined;
  const above = table[next]!;
  const below = table[next - 1];
  if (!below) return above.similarity;
  const share = Math.log(below.fmr / fmr) / Math.log(below.fmr / above.fmr);
  return below.similarity + share * (above.similarity - below.similarity);
}

/**
 * The chance that a search of somebody who is not in the gallery meets at least one false match: `1 - (1 - fmr)^n`.
 *
 * @param fmr         of one comparison
 * @param comparisons enrolled faces that are searched. Those of one person are alike, so that they count for a little less
 *                    than their number: three of them were measured to err 2.2 times as often as one at 1e-2, 2.7 times
 *                    at 1e-3.
 */
export function falseMatchRateOfSearch(fmr: number, comparisons: number): number {
  // Tiny rates would vanish in 1 - fmr.
  return comparisons === 0 ? 0 : -Math.expm1(comparisons * Math.log1p(-fmr));
}

/** The false match rate that one comparison may have for a search to have `searchFmr`: the inverse of `falseMatchRateOfSearch`. */
export function falseMatchRatePerComparison(searchFmr: number, comparisons: number): number {
  return comparisons === 0 ? 1 : -Math.expm1(Math.log1p(-searchFmr) / comparisons);
}
