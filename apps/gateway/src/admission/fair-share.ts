/**
 * Max-min fairness: what each may have of something, so that nobody who wants less gets less than that, and the others
 * have the same.
 *
 * @param wanted how much each has, or wants
 * @returns the most that anybody may have; Infinity where there is enough for all
 */
export function fairShare(wanted: Iterable<number>, available: number): number {
  const ascending = [...wanted].sort((a, b) => a - b);
  let left = available;
  for (const [index, amount] of ascending.entries()) {
    const equal = left / (ascending.length - index);
    if (amount > equal) return equal;
    left -= amount;
  }
  return Infinity;
}
