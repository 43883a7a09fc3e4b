import { z } from 'zod';

/** The queue that a message could not be delivered from. */
export const LetterQueue = z.enum(['requests', 'bulk']);
export type LetterQueue = z.infer<typeof LetterQueue>;

/** What the reader did about it. */
export const LetterOutcome = z.enum(['failed', 'sent-again', 'given-up', 'settled', 'unreadable']);
export type LetterOutcome = z.infer<typeof LetterOutcome>;

/** A message that was delivered too often, as it is kept. */
export const DeadLetter = z.object({
  v: z.literal(1),
  id: z.uuidv7(),
  queue: LetterQueue,
  /** The message, byte for byte. */
  body: z.string(),
  outcome: LetterOutcome,
  reason: z.string(),
  firstSentAt: z.iso.datetime(),
  /** As SQS counts, the reading of the dead-letter queue included. */
  deliveries: z.number().int(),
  putAsideAt: z.iso.datetime(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

/** As it was read, before anything is done about it. */
export type ReadLetter = Omit<DeadLetter, 'outcome' | 'reason'>;

const NEEDS_SOMEBODY: readonly LetterOutcome[] = ['failed', 'given-up', 'unreadable'];

/** Somebody should look at it, unless it was redriven. */
export const needsSomebody = ({ outcome }: DeadLetter): boolean => NEEDS_SOMEBODY.includes(outcome);
