import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { BulkQueue, SqsBulkQueue } from './bulk-queue';
import { createS3Client, createSqsClient } from './clients';
import type { AwsOptions } from './config';
import { AuditStore, ClaimStore, GalleryStore, ImageStore, ResultStore } from './object-store';
import { QueueDepth, SqsQueueDepth } from './queue-depth';
import { S3ObjectStore } from './s3-object-store';
import { SqsWebhookQueue, WebhookQueue } from './webhook-queue';
import { S3UploadUrls } from './s3-upload-urls';
import { UploadUrls } from './upload-urls';
import { WorkSent } from './work-sent';

/** The ports over AWS, bound to this deployment's queues and buckets. */
@Global()
@Module({})
export class AwsModule implements OnApplicationShutdown {
  constructor(
    @Inject(SQSClient) private readonly sqs: SQSClient,
    @Inject(S3Client) private readonly s3: S3Client,
  ) {}

  static forRoot(options: AwsOptions): DynamicModule {
    const bucket = (port: unknown, name: string) => ({
      provide: port as typeof ImageStore,
      useFactory: (s3: S3Client) => new S3ObjectStore(s3, name),
      inject: [S3Client],
    });
    const { webhookQueueUrl } = options;
    const webhookQueue =
      webhookQueueUrl === undefined
        ? []
        : [
            {
              provide: WebhookQueue,
              useFactory: (sqs: SQSClient) => new SqsWebhookQueue(sqs, webhookQueueUrl),
              inject: [SQSClient],
            },
          ];
    return {
      module: AwsModule,
      providers: [
        { provide: SQSClient, useFactory: () => createSqsClient(options) },
        { provide: S3Client, useFactory: () => createS3Client(options) },
        { provide: WorkSent, useFactory: () => new WorkSent(Date.now()) },
        {
          provide: QueueDepth,
          useFactory: (sqs: SQSClient) => new SqsQueueDepth(sqs, options.queueUrl, options.bulkQueueUrl),
          inject: [SQSClient],
        },
        {
          provide: BulkQueue,
          useFactory: (sqs: SQSClient, sent: WorkSent) => new SqsBulkQueue(sqs, options.bulkQueueUrl, sent),
          inject: [SQSClient, WorkSent],
        },
        {
          provide: UploadUrls,
          useFactory: (s3: S3Client) => {
            const { region, uploadEndpoint: endpoint } = options;
            // To sign is to reckon: this client connects to nobody, and needs no end.
            const signing = endpoint === undefined ? s3 : createS3Client({ region, endpoint });
            return new S3UploadUrls(signing, options.buckets.images);
          },
          inject: [S3Client],
        },
        bucket(ImageStore, options.buckets.images),
        bucket(ResultStore, options.buckets.results),
        bucket(ClaimStore, options.buckets.results),
        bucket(GalleryStore, options.buckets.galleries),
        bucket(AuditStore, options.auditBucket ?? options.buckets.galleries),
        ...webhookQueue,
      ],
      exports: [
        QueueDepth,
        BulkQueue,
        WorkSent,
        UploadUrls,
        ImageStore,
        ResultStore,
        GalleryStore,
        ClaimStore,
        AuditStore,
        ...webhookQueue.map(({ provide }) => provide),
      ],
    };
  }

  /** Last of all: whatever drains before still talks to AWS. */
  onApplicationShutdown(): void {
    this.sqs.destroy();
    this.s3.destroy();
  }
}
