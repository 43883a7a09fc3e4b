import { type BatchResultErrorEntry, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { ExpectedError } from '@facefleet/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkSent } from './work-sent';

/** The queue for work that nobody waits for. */
export abstract class BulkQueue {
  /**
   * Resolves once the queue has all of these messages.
   * @throws ExpectedError `service-unavailable`: it may have some of them
   */
  abstract send(messages: object[]): Promise<void>;
}

/** What SQS takes in one call. */
const MESSAGES_PER_CALL = 10;
const CALLS_AT_ONCE = 6;
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 50;

export class SqsBulkQueue extends BulkQueue {
  constructor(
    private readonly sqs: SQSClient,
    private readonly queueUrl: string,
    private readonly sent: WorkSent,
    private readonly firstPauseMs = FIRST_PAUSE_MS,
  ) {
    super();
  }

  async send(messages: object[]): Promise<void> {
    const bodies = messages.map((message) => JSON.stringify(message));
    const senders = Array.from({ length: CALLS_AT_ONCE }, async () => {
      while (bodies.length > 0) await this.sendBatch(bodies.splice(0, MESSAGES_PER_CALL));
    });
    await Promise.all(senders);
  }

  /** SQS may take some messages of a call and refuse others. */
  private async sendBatch(bodies: string[]): Promise<void> {
    let left = bodies;
    let refusal: unknown;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) await sleep(this.firstPauseMs * 2 ** (attempt - 1));
      const Entries = left.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      try {
        const command = new SendMessageBatchCommand({ QueueUrl: this.queueUrl, Entries });
        const { Failed = [] } = await this.sqs.send(command);
        this.sent.add(left.length - Failed.length);
        if (Failed.length === 0) return;
        refusal = new Error(`SQS refused messages: ${Failed[0]?.Code}`);
        left = refusedOf(left, Failed);
      } catch (error) {
        refusal = error;
      }
    }
    throw new ExpectedError('service-unavailable', 'The queue does not answer. Try again in a moment.', {
      cause: refusal,
    });
  }
}

function refusedOf(bodies: string[], failed: BatchResultErrorEntry[]): string[] {
  const refused = new Set(failed.map(({ Id }) => Number(Id)));
  return bodies.filter((_, index) => refused.has(index));
}
