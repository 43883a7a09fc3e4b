import type { RankedPerson, RecognizedPerson } from '@facefleet/contracts';

/**
 * Everybody who was named in an image, each once, by the most certain of his faces; the most certain first.
 *
 * @param nearest to each face, in the order of the faces; undefined where there is nobody to compare with
 */
export function namedPeople(nearest: readonly (RankedPerson | undefined)[]): RecognizedPerson[] {
  const people = new Map<string, RecognizedPerson>();
  for (const [face, ranked] of nearest.entries()) {
    if (ranked === undefined || ranked.decision === 'unknown') continue;
    const known = people.get(ranked.person.id);
    const faces = [...(known?.faces ?? []), face];
    const best = known && !isMoreCertain(ranked, known) ? known : { ...ranked, face };
    people.set(ranked.person.id, { ...best, faces });
  }
  return [...people.values()].sort((a, b) => (isMoreCertain(a, b) ? -1 : isMoreCertain(b, a) ? 1 : 0));
}

function isMoreCertain(a: RankedPerson, b: RankedPerson): boolean {
  return (
    a.falseMatchRate < b.falseMatchRate ||
    (a.falseMatchRate === b.falseMatchRate && a.similarity > b.similarity)
  );
}
