import { z } from 'zod';
import type { QueueMessage } from './messages';
import { ComparisonResult, DetectionResult, SearchResult, VerificationResult } from './question-results';
import { EmbeddingResult, EnrolmentResult, RecognitionResult } from './results';

/** Stored in the results bucket under the request's id; written once it is final. Only erasing somebody changes it after. */
export const JobResult = z.discriminatedUnion('kind', [
  RecognitionResult,
  EnrolmentResult,
  DetectionResult,
  ComparisonResult,
  VerificationResult,
  SearchResult,
  EmbeddingResult,
]);
export type JobResult = z.infer<typeof JobResult>;

/** Each kind of job has its message and its result. */
export type JobKind = Extract<QueueMessage['kind'], JobResult['kind']>;
export type MessageOf<K extends JobKind> = { [M in QueueMessage as M['kind']]: M }[K];
export type ResultOf<K extends JobKind> = Extract<JobResult, { kind: K }>;
export type SucceededOf<K extends JobKind> = Extract<JobResult, { kind: K; status: 'succeeded' }>;

/** What clients ask for; the rest we ask of ourselves. */
export type AskedKind = Exclude<JobKind, 'embedding'>;

/** What changes nothing and has an answer only: asked twice, it may be answered once. */
export type QuestionKind = Exclude<AskedKind, 'enrolment'>;
