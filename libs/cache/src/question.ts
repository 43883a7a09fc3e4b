import { createHash } from 'node:crypto';
import type { JobResult, MessageOf, QuestionKind, SucceededOf } from '@facefleet/contracts';

/** Whatever could change the answer. */
export type Question = { kind: QuestionKind } & Record<string, unknown>;

/** What an answer is of, besides what was asked. */
export interface AnsweredBy {
  model: string;
  /** Of what the manifest says about the model and its set. */
  modelFingerprint: string;
  /** The state of the gallery, where one is asked about. */
  galleryVersion?: string;
}

/** What differs from request to request though the question is the same. */
const OF_THE_REQUEST = new Set([
  'v',
  'id',
  'job',
  'submittedAtMs',
  'imageKey',
  'sourceImageKey',
  'targetImageKey',
]);

/** The question of a request. A field that nobody thought of here only makes questions differ that are the same. */
export function questionOf(message: MessageOf<QuestionKind>, by: AnsweredBy): Question {
  const asked = Object.entries(message).filter(([name]) => !OF_THE_REQUEST.has(name));
  return { ...(Object.fromEntries(asked) as Question), ...by };
}

/** The same for the same question, in whatever order it was put together. */
export function questionKey(question: Question): string {
  const parts = Object.entries(question).filter(([, value]) => value !== undefined);
  parts.sort(([a], [b]) => (a < b ? -1 : 1));
  return `answer:${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}

export function isAnswerTo(
  question: Question,
  result: JobResult | undefined,
): result is SucceededOf<QuestionKind> {
  return result?.kind === question.kind && result.status === 'succeeded';
}
