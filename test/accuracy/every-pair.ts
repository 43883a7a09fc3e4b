/**
 * Each photograph of a set of people with each other one, as indices into the list of all photographs, person after person.
 * Of more impostor pairs than `maxImpostorPairs` some are passed over, evenly all along; no genuine pair is.
 *
 * @param photosOfEach number of photographs of each person
 */
export function* everyPair(
  photosOfEach: readonly number[],
  maxImpostorPairs: number,
): Generator<{ a: number; b: number; same: boolean }> {
  const owners = photosOfEach.flatMap((count, person) => Array<number>(count).fill(person));
  const genuine = photosOfEach.reduce((sum, count) => sum + pairsAmong(count), 0);
  const impostor = pairsAmong(owners.length) - genuine;
  let seen = 0;
  for (let a = 0; a < owners.length; a++) {
    for (let b = a + 1; b < owners.length; b++) {
      const same = owners[a] === owners[b];
      if (same || isTaken(seen++, impostor, maxImpostorPairs)) yield { a, b, same };
    }
  }
}

export function pairsAmong(count: number): number {
  return (count * (count - 1)) / 2;
}

/** Takes `wanted` of `all`, at even distances. */
function isTaken(index: number, all: number, wanted: number): boolean {
  if (wanted >= all) return true;
  return Math.floor(((index + 1) * wanted) / all) > Math.floor((index * wanted) / all);
}
