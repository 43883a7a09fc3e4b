import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueCounts } from '@facefleet/contracts';

export abstract class QueueDepth {
  /**
   * What waits for recognizers, on the interactive and on the bulk queue together, and on the interactive one alone.
   * @throws when either queue cannot be seen: that must never read as an empty queue
   */
  abstract counts(): Promise<QueueCounts>;
}

export class SqsQueueDepth implements QueueDepth {
  constructor(
    private readonly sqs: SQSClient,
    private readonly interactiveUrl: string,
    private readonly bulkUrl: string,
  ) {}

  async counts(): Promise<QueueCounts> {
    const [interactive, bulk] = await Promise.all([
      this.countsOf(this.interactiveUrl),
      this.countsOf(this.bulkUrl),
    ]);
    return {
      visible: interactive.visible + bulk.visible,
      inFlight: interactive.inFlight + bulk.inFlight,
      delayed: interactive.delayed + bulk.delayed,
      interactive,
    };
  }

  private async countsOf(queueUrl: string): Promise<Omit<QueueCounts, 'interactive'>> {
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
