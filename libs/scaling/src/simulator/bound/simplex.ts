/**
 * In place: the nearest point with entries from 0 on that add up to `sum`, of the `length` (few) entries from `from` on.
 * All lose the same amount; those that would fall below 0 are 0 and take no part.
 */
export function projectOntoSimplex(values: Float64Array, from: number, length: number, sum: number): void {
  let total = 0;
  for (let i = from; i < from + length; i++) total += values[i]!;
  let loss = (total - sum) / length;
  let taking = length;
  for (;;) {
    let kept = 0;
    let keptTotal = 0;
    for (let i = from; i < from + length; i++) {
      if (values[i]! <= loss) continue;
      kept++;
      keptTotal += values[i]!;
    }
    // Fewer each time; as many again where rounding has the last word.
    if (kept >= taking || kept === 0) break;
    taking = kept;
    loss = (keptTotal - sum) / kept;
  }
  for (let i = from; i < from + length; i++) values[i] = Math.max(0, values[i]! - loss);
}
