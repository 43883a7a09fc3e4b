import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueCounts } from '@facefleet/contracts';

export abstract class QueueDepth {
  /**
   * What waits for recognizers, on the interactive and on the bulk queue together.
   * @throws when either queue cannot be seen: that must never read as an empty queue
   */
  abstract counts(): Promise<QueueCounts>;
}

export class SqsQueueDepth implements QueueDepth {
  constructor(
    private readonly sqs: SQSClient,
    private readonly queueUrls: string[],
  ) {}

  async counts(): Promise<QueueCounts> {
    const counts = await Promise.all(this.queueUrls.map((queueUrl) => this.countsOf(queueUrl)));
    const sum = (of: keyof QueueCounts) => counts.reduce((total, queue) => total + queue[of], 0);
    return { visible: sum('visible'), inFlight: sum('inFlight'), delayed: sum('delayed') };
  }

  private async countsOf(queueUrl: string): Promise<QueueCounts> {
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
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
