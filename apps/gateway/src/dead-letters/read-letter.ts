import { uuidv7 } from '@facefleet/platform';
import { createHash } from 'node:crypto';
import type { LetterQueue, ReadLetter } from './dead-letter';

/** The part of an SQS message that we look at. */
export interface ReceivedLetter {
  MessageId?: string;
  Body?: string;
  Attributes?: { ApproximateReceiveCount?: string; SentTimestamp?: string };
}

/**
 * The same letter gets the same id however often it is received, and whoever receives it: a UUIDv7 with the time at which
 * the message was first sent, which SQS keeps when it puts a message aside.
 */
export function readLetter(queue: LetterQueue, received: ReceivedLetter, nowMs: number): ReadLetter {
  const { MessageId = '', Body = '', Attributes } = received;
  // Of one without a time, which SQS does not send, there may be several records: better than one that counts as old.
  const sentAtMs = Number(Attributes?.SentTimestamp ?? nowMs);
  const random = createHash('sha256').update(`${queue} ${MessageId}`).digest().subarray(0, 16);
  return {
    v: 1,
    id: uuidv7({ msecs: sentAtMs, random }),
    queue,
    body: Body,
    firstSentAt: new Date(sentAtMs).toISOString(),
    deliveries: Number(Attributes?.ApproximateReceiveCount ?? 1),
    putAsideAt: new Date(nowMs).toISOString(),
  };
}
