import type { Recognition } from '@facefleet/client/browser';

export type Face = Recognition['faces'][number];
export type Decision = Face['decision'];
export interface Verdict {
  decision: Decision;
  /** Who it is, or may be. */
  name: string | undefined;
}

/** As the API has it: up to so many times the rate of a match, somebody should have a look. */
const POSSIBLE_FACTOR = 10;

/** What the API would say of a face if strangers might be named this often: the rates do not depend on that. */
export function verdictAt(face: Face, maxFalseMatchRate: number): Verdict {
  const nearest = face.nearest?.[0]?.person.name ?? face.person?.name ?? face.candidate?.name;
  const rate = face.falseMatchRate;
  if (rate === null || rate > POSSIBLE_FACTOR * maxFalseMatchRate)
    return { decision: 'unknown', name: undefined };
  return { decision: rate <= maxFalseMatchRate ? 'match' : 'possible', name: nearest };
}

export interface Change {
  /** Its place among the faces. */
  index: number;
  face: Face;
  before: Verdict;
  after: Verdict;
}

/** The faces that would be decided otherwise than they were. */
export function changesAt({ faces }: Pick<Recognition, 'faces'>, maxFalseMatchRate: number): Change[] {
  return faces.flatMap((face, index) => {
    const before: Verdict = { decision: face.decision, name: (face.person ?? face.candidate)?.name };
    const after = verdictAt(face, maxFalseMatchRate);
    return after.decision === before.decision ? [] : [{ index, face, before, after }];
  });
}
