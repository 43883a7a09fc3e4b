import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Parts } from './parts';
import { allow, listing, onObjects, roleOf } from './statements';
import {
  ARCHIVES,
  AUDIT,
  BATCHES,
  DECISIONS,
  ENROLMENTS,
  GALLERIES,
  JOBS,
  ORDERS,
  QUESTIONS,
  RESULTS,
  UPLOADS,
} from './stored';

/** What it writes, reads and takes away again. */
const RECORDS = [
  RESULTS,
  JOBS,
  'retention/',
  'erasures/',
  'untold-removals/',
  'idempotency/',
  'dead-letters/',
];
/** Of which the keys say everything. */
const MARKS = ['job-lists/', 'model-changes/'];
/** Made by recognizers, and taken away with the person. */
const REPEATED = 'repeated-enrolments/';
const OWNED = [GALLERIES, 'webhooks/', 'keys/'];

export class GatewayRole extends Construct {
  readonly role: IRole;

  constructor(scope: Construct, id: string, { queues, buckets }: Parts) {
    super(scope, id);
    const { images, results, galleries, audit } = buckets;
    const asked = [...QUESTIONS, BATCHES, UPLOADS, ENROLMENTS];
    this.role = roleOf(this, 'Role', { service: 'ecs-tasks', description: 'Facefleet gateways' }, [
      allow(['sqs:SendMessage', 'sqs:GetQueueAttributes'], [queues.requests.queueArn, queues.bulk.queueArn]),
      allow(
        ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
        [queues.webhooks.queueArn],
      ),
      allow(
        ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
        [queues.deadLetters.queueArn, queues.bulkDeadLetters.queueArn],
      ),
      // Without a prefix: HeadBucket, with which it says whether it is ready, has none.
      allow(['s3:ListBucket'], [images.bucketArn]),
      onObjects(images, asked, ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']),
      onObjects(images, [ARCHIVES], ['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload']),
      listing(results, [...RECORDS, ...MARKS, REPEATED, ORDERS, DECISIONS]),
      onObjects(results, RECORDS, ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']),
      onObjects(results, MARKS, ['s3:PutObject', 's3:DeleteObject']),
      onObjects(results, [REPEATED], ['s3:DeleteObject']),
      onObjects(results, [ORDERS], ['s3:GetObject', 's3:PutObject']),
      onObjects(results, [DECISIONS], ['s3:GetObject']),
      listing(galleries, audit ? OWNED : [...OWNED, AUDIT]),
      onObjects(galleries, OWNED, ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']),
      onObjects(audit ?? galleries, [AUDIT], ['s3:GetObject', 's3:PutObject']),
      ...(audit ? [listing(audit, [AUDIT])] : []),
    ]);
  }
}
