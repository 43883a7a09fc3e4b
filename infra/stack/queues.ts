import {
  DEAD_LETTERS_KEPT_S,
  MAX_RECEIVE_COUNT,
  MESSAGES_KEPT_S,
  VISIBILITY_TIMEOUT_S,
  WEBHOOK_MAX_RECEIVE_COUNT,
  WEBHOOK_VISIBILITY_TIMEOUT_S,
} from '@facefleet/aws';
import { MAX_MESSAGE_BYTES } from '@facefleet/contracts';
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

const ENCRYPTION = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };

/** As `provision` of libs/aws makes them on one machine. */
export class Queues extends Construct {
  readonly requests: Queue;
  readonly deadLetters: Queue;
  readonly bulk: Queue;
  readonly bulkDeadLetters: Queue;
  readonly webhooks: Queue;
  readonly webhookDeadLetters: Queue;

  constructor(
    scope: Construct,
    id: string,
    private readonly prefix: string,
  ) {
    super(scope, id);
    const work = [VISIBILITY_TIMEOUT_S, MAX_RECEIVE_COUNT] as const;
    [this.requests, this.deadLetters] = this.pair('requests', 'dead-letters', ...work);
    [this.bulk, this.bulkDeadLetters] = this.pair('bulk', 'bulk-dead-letters', ...work);
    [this.webhooks, this.webhookDeadLetters] = this.pair(
      'webhooks',
      'webhook-dead-letters',
      WEBHOOK_VISIBILITY_TIMEOUT_S,
      WEBHOOK_MAX_RECEIVE_COUNT,
    );
  }

  private pair(name: string, dead: string, visibilityS: number, maxReceiveCount: number): [Queue, Queue] {
    const deadLetters = new Queue(this, dead, {
      ...ENCRYPTION,
      queueName: `${this.prefix}-${dead}`,
      retentionPeriod: Duration.seconds(DEAD_LETTERS_KEPT_S),
    });
    const queue = new Queue(this, name, {
      ...ENCRYPTION,
      queueName: `${this.prefix}-${name}`,
      visibilityTimeout: Duration.seconds(visibilityS),
      retentionPeriod: Duration.seconds(MESSAGES_KEPT_S),
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
      deadLetterQueue: { queue: deadLetters, maxReceiveCount },
    });
    return [queue, deadLetters];
  }
}
