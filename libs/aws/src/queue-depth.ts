import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueCounts } from '@facefleet/contracts';

export abstract class QueueDepth {
  /** @throws when the queue cannot be seen: that must never read as an empty queue */
  abstract counts(): Promise<QueueCounts>;
}

export class SqsQueueDepth implements QueueDepth {
  constructor(
    private readonly sqs: SQSClient,
    private readonly queueUrl: string,
  ) {}

  async counts(): Promise<QueueCounts> {
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: this.queueUrl,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      }),
    );
    return {
      visible: countOf(Attributes?.ApproximateNumberOfMessages),
      inFlight: countOf(Attributes?.ApproximateNumberOfMessagesNotVisible),
      delayed: countOf(Attributes?.ApproximateNumberOfMessagesDelayed),
    };
  }
}

function countOf(attribute: string | undefined): number {
  const count = Number(attribute);
  if (attribute === undefined || !Number.isInteger(count)) throw new Error('SQS answered without a count');
  return count;
}
