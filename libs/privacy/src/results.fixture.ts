import type { JobResult, RankedPerson, RecognitionSucceeded, RecognizedFace } from '@facefleet/contracts';
import { v7 } from 'uuid';
import type { Erased } from './erasure/erased';

export const BEFORE_MS = 1_900_000_000_000;
export const id = v7({ msecs: BEFORE_MS - 1 });
export const [adaFace, bobFace] = [v7(), v7()];
export const sha256 = 'a'.repeat(64);
export const erased: Erased = {
  ...{ gallery: 'staff', personId: 'ada', faceIds: [adaFace] },
  ...{ imageSha256s: ['b'.repeat(64)], beforeMs: BEFORE_MS },
};

export const named = (person: string) => ({ id: person, name: person.toUpperCase() });
export const ranked = (person: string, bestFaceId: string, decision: 'match' | 'unknown' = 'match') =>
  ({ person: named(person), decision, bestFaceId, similarity: 0.7, falseMatchRate: 0.001 }) as RankedPerson;
export const face = (decision: RecognizedFace['decision'], person?: string, nearest: RankedPerson[] = []) =>
  ({
    ...{
      decision,
      box: { x: 1, y: 1, width: 9, height: 9 },
      similarity: 0.7,
      falseMatchRate: 0.001,
      nearest,
    },
    person: person && decision === 'match' ? named(person) : null,
    candidate: person && decision === 'possible' ? named(person) : null,
  }) as RecognizedFace;

export function recognition(faces: RecognizedFace[], people: RankedPerson[] = [], more: object = {}) {
  const common = { id, kind: 'recognition', status: 'succeeded', gallery: 'staff' };
  const image = { sha256, width: 9, height: 9 };
  const rows = people.map((one, index) => ({ ...one, face: index, faces: [index] }));
  return { ...common, image, faces, people: rows, ...more } as unknown as RecognitionSucceeded;
}
export const other = (kind: string, more: object) =>
  ({ id, kind, status: 'succeeded', gallery: 'staff', ...more }) as unknown as JobResult;
