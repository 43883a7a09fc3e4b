import { ErrorCode, QualityIssue, Sha256 } from '@facefleet/contracts';
import { z } from 'zod';

/** What was answered; an error is told again by the same filter as the first time. */
export const Answer = z.object({
  status: z.number().int(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown().optional(),
  error: z
    .object({ code: ErrorCode, detail: z.string(), issues: z.array(QualityIssue).optional() })
    .optional(),
});
export type Answer = z.infer<typeof Answer>;

/** A client's claim on one effect and one answer, as it is stored. */
export const Claim = z.object({
  v: z.literal(1),
  fingerprint: Sha256,
  /** Of what the request makes; see `Attempt`. */
  id: z.uuidv7(),
  atMs: z.number().int(), // Unix time
  /** The work was handed over: whoever asks again waits for it. */
  accepted: z.boolean(),
  /** A sealed `Answer`; absent until there was one. */
  answer: z.string().optional(),
});
export type Claim = z.infer<typeof Claim>;
