import { BucketAlreadyOwnedByYou, CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { MAX_MESSAGE_BYTES } from '@facefleet/contracts';
import { createS3Client, createSqsClient, type Endpoint } from './clients';
import type { Buckets } from './config';

/** A worker that dies gives its messages back after this; one that lives extends it. */
export const VISIBILITY_TIMEOUT_S = 20;
/** After so many deliveries a message is put aside. With the pauses between them, S3 may be away for five minutes. */
export const MAX_RECEIVE_COUNT = 10;
export const MESSAGES_KEPT_S = 4 * 24 * 3600;
export const DEAD_LETTERS_KEPT_S = 14 * 24 * 3600;
/** Above what one attempt at a delivery takes. */
export const WEBHOOK_VISIBILITY_TIMEOUT_S = 30;
/** The most that SQS allows: how often a delivery is tried is counted in its log, not by the queue. */
export const WEBHOOK_MAX_RECEIVE_COUNT = 1000;

export interface ProvisionedResources {
  queueUrl: string;
  deadLetterQueueUrl: string;
  webhookQueueUrl: string;
  bulkQueueUrl: string;
  bulkDeadLetterQueueUrl: string;
  buckets: Buckets;
}

type ProvisionOptions = Endpoint & { prefix: string; visibilityTimeoutS?: number };

/**
 * Makes the queues and buckets that the apps need, where they are missing. For one machine and for tests: on AWS the
 * stack is made by its own tools and no app may create anything.
 */
export async function provision(options: ProvisionOptions): Promise<ProvisionedResources> {
  const sqs = createSqsClient(options);
  const s3 = createS3Client(options);
  try {
    const [queueUrl, deadLetterQueueUrl] = await createQueuePair(sqs, options, 'requests', 'dead-letters');
    const [bulkQueueUrl, bulkDeadLetterQueueUrl] = await createQueuePair(
      sqs,
      options,
      'bulk',
      'bulk-dead-letters',
    );
    const webhookDeadLetterQueueUrl = await createQueue(sqs, `${options.prefix}-webhook-dead-letters`, {
      MessageRetentionPeriod: String(DEAD_LETTERS_KEPT_S),
    });
    const webhookQueueUrl = await createQueue(sqs, `${options.prefix}-webhooks`, {
      VisibilityTimeout: String(WEBHOOK_VISIBILITY_TIMEOUT_S),
      MaximumMessageSize: String(MAX_MESSAGE_BYTES),
      MessageRetentionPeriod: String(MESSAGES_KEPT_S),
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: await arnOf(sqs, webhookDeadLetterQueueUrl),
        maxReceiveCount: WEBHOOK_MAX_RECEIVE_COUNT,
      }),
    });
    const buckets = {
      images: `${options.prefix}-images`,
      results: `${options.prefix}-results`,
      galleries: `${options.prefix}-galleries`,
    };
    for (const bucket of Object.values(buckets)) {
      try {
        await s3.send(new CreateBucketCommand({ Bucket: bucket }));
      } catch (error) {
        if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
      }
    }
    return {
      queueUrl,
      deadLetterQueueUrl,
      bulkQueueUrl,
      bulkDeadLetterQueueUrl,
      webhookQueueUrl,
      buckets,
    };
  } finally {
    sqs.destroy();
    s3.destroy();
  }
}

/** @returns the URLs of a queue and of the one for what it could not deliver */
async function createQueuePair(
  sqs: SQSClient,
  { prefix, visibilityTimeoutS = VISIBILITY_TIMEOUT_S }: ProvisionOptions,
  name: string,
  deadLetters: string,
): Promise<[string, string]> {
  const deadLetterQueueUrl = await createQueue(sqs, `${prefix}-${deadLetters}`, {
    MessageRetentionPeriod: String(DEAD_LETTERS_KEPT_S),
  });
  const queueUrl = await createQueue(sqs, `${prefix}-${name}`, {
    VisibilityTimeout: String(visibilityTimeoutS),
    MaximumMessageSize: String(MAX_MESSAGE_BYTES),
    MessageRetentionPeriod: String(MESSAGES_KEPT_S),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: await arnOf(sqs, deadLetterQueueUrl),
      maxReceiveCount: MAX_RECEIVE_COUNT,
    }),
  });
  return [queueUrl, deadLetterQueueUrl];
}

async function createQueue(
  sqs: SQSClient,
  name: string,
  Attributes: Record<string, string>,
): Promise<string> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  if (QueueUrl === undefined) throw new Error(`SQS answered without a URL for queue ${name}`);
  return QueueUrl;
}

async function arnOf(sqs: SQSClient, QueueUrl: string): Promise<string> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  if (Attributes?.QueueArn === undefined) throw new Error('SQS answered without the ARN of a queue');
  return Attributes.QueueArn;
}
