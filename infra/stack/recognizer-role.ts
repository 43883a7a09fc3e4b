import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Parts } from './parts';
import { imagePulls } from './image-pulls';
import { allow, listing, onObjects, roleOf } from './statements';
import { ARCHIVES, BATCHES, ENROLMENTS, GALLERIES, JOBS, PHOTOGRAPHED, RESULTS, UPLOADS } from './stored';

const REPEATED = 'repeated-enrolments/';
const ERASED = 'erasures/gone/';
const DUE = 'retention/due/';
const CHANGES = 'model-changes/';
const RECEIVERS = 'webhooks/endpoints/';
const DELIVERIES = 'webhooks/deliveries/';

/** Of a worker's machine: a container on EC2 has no other, so what the machine needs to start one is in it. */
export class RecognizerRole extends Construct {
  readonly role: IRole;

  constructor(scope: Construct, id: string, { queues, buckets, secrets, logs, images: container }: Parts) {
    super(scope, id);
    const { images, results, galleries } = buckets;
    const asked = [...PHOTOGRAPHED, BATCHES, UPLOADS, ENROLMENTS, ARCHIVES];
    this.role = roleOf(this, 'Role', { service: 'ec2', description: 'Facefleet recognizers' }, [
      allow(
        ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
        [queues.requests.queueArn, queues.bulk.queueArn],
      ),
      allow(['sqs:SendMessage'], [queues.bulk.queueArn, queues.webhooks.queueArn]),
      listing(images, asked),
      onObjects(images, asked, ['s3:GetObject', 's3:DeleteObject']),
      onObjects(images, [ENROLMENTS], ['s3:PutObject']),
      listing(results, [RESULTS, JOBS, CHANGES, ERASED]),
      onObjects(results, [RESULTS, JOBS], ['s3:GetObject']),
      onObjects(results, [RESULTS, JOBS, CHANGES, REPEATED, DUE], ['s3:PutObject']),
      onObjects(results, [REPEATED], ['s3:DeleteObject']),
      listing(galleries, [GALLERIES, RECEIVERS, DELIVERIES]),
      onObjects(galleries, [GALLERIES], ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']),
      onObjects(galleries, [RECEIVERS, DELIVERIES], ['s3:GetObject']),
      onObjects(galleries, [DELIVERIES], ['s3:PutObject']),
      ...imagePulls(container.arn('recognizer')),
      allow(['secretsmanager:GetSecretValue'], [secrets.redisUrl.secretArn]),
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logs.recognizer.logGroupArn]),
    ]);
  }
}
