/** Observations up to each upper end, those below it included; the last end is Infinity. */
export type Cumulative = readonly { le: number; count: number }[];

/**
 * As Prometheus does: evenly spread within the bucket it falls into, and the last end but one where it falls into the
 * last.
 *
 * @param share 0..1
 * @returns undefined where there was no observation
 */
export function quantile(buckets: Cumulative, share: number): number | undefined {
  const total = buckets.at(-1)?.count ?? 0;
  if (total === 0) return undefined;
  const rank = share * total;
  const at = buckets.findIndex(({ count }) => count >= rank);
  const { le, count } = buckets[at]!;
  const below = buckets[at - 1] ?? { le: 0, count: 0 };
  if (le === Infinity) return below.le;
  return below.le + ((le - below.le) * (rank - below.count)) / Math.max(1, count - below.count);
}
