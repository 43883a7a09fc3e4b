import type { RankedPerson } from '@facefleet/contracts';
import { describe, expect, it } from 'vitest';
import { namedPeople } from './named-people';

const near = (
  id: string,
  falseMatchRate: number,
  similarity: number,
  decision: RankedPerson['decision'] = 'match',
): RankedPerson => ({
  person: { id, name: id },
  decision,
  similarity,
  falseMatchRate,
  bestFaceId: `best-of-${id}-${similarity}`,
  supportingFaces: 1,
  enrolledFaces: 2,
});

describe('namedPeople', () => {
  it('says everybody once, by the most certain of his faces, the most certain person first', () => {
    const people = namedPeople([
      near('ada', 5e-3, 0.4, 'possible'),
      near('alan', 1e-5, 0.6),
      near('ada', 1e-6, 0.7),
      near('ada', 1e-4, 0.5),
    ]);
    expect(people).toEqual([
      { ...near('ada', 1e-6, 0.7), face: 2, faces: [0, 2, 3] },
      { ...near('alan', 1e-5, 0.6), face: 1, faces: [1] },
    ]);
  });

  it('goes by similarity where strangers are equally rare', () => {
    const [person] = namedPeople([near('ada', 1e-6, 0.7), near('ada', 1e-6, 0.8)]);
    expect(person).toMatchObject({ face: 1, faces: [0, 1] });
  });

  it('leaves out who is unknown, and faces that nobody could be compared with', () => {
    expect(namedPeople([near('ada', 0.5, 0.1, 'unknown'), undefined])).toEqual([]);
  });
});
