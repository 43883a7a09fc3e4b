import { z } from 'zod';
import { ErrorCode } from './errors';
import { EnrolmentWarning } from './results';

/** The most items that one job may have. */
export const MAX_JOB_ITEMS = 100_000;

/** In the message of an item: which one of which job it is. */
export const JobItemRef = z.object({
  id: z.uuidv7(),
  index: z.number().int().min(0).max(99_999_999),
});
export type JobItemRef = z.infer<typeof JobItemRef>;

/**
 * How an item ended. Where several are written for one item the first in this order counts.
 * `rejected`: never tried, because what was sent is no image; `skipped`: its job was cancelled.
 */
export const OutcomeStatus = z.enum(['succeeded', 'rejected', 'failed', 'skipped']);
export type OutcomeStatus = z.infer<typeof OutcomeStatus>;

export const ItemOutcome = z.object({
  status: OutcomeStatus,
  /** Why it was rejected or failed. */
  error: z.object({ code: ErrorCode, detail: z.string() }).optional(),
});
export type ItemOutcome = z.infer<typeof ItemOutcome>;

/** What somebody should look at, though an item succeeded; as many as there can be of one enrolment. */
export const ItemWarnings = z.array(EnrolmentWarning).max(EnrolmentWarning.options.length);
export type ItemWarnings = z.infer<typeof ItemWarnings>;

export const JobState = z
  .enum(['queued', 'running', 'cancelling', 'cancelled', 'finished'])
  .describe('`cancelling`: items that a recognizer holds may still end.');
export type JobState = z.infer<typeof JobState>;

/** How far a job is. Items that have none of these outcomes are still to be done. */
export const JobProgress = z.object({
  state: JobState,
  total: z.number().int().min(0).nullable().describe('null while the items are still being listed.'),
  succeeded: z.number().int().min(0),
  rejected: z.number().int().min(0).describe('Refused before they were tried: no images.'),
  failed: z.number().int().min(0),
  skipped: z.number().int().min(0).describe('Not done, because it was cancelled.'),
});
export type JobProgress = z.infer<typeof JobProgress>;

/** Gateway -> one recognizer: list the items of this job, and send a message for each. */
export const JobStart = z.object({
  v: z.literal(1),
  kind: z.enum(['batch', 'import', 'model']),
  id: z.uuidv7(),
});
export type JobStart = z.infer<typeof JobStart>;
