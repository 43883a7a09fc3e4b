import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createS3Client, createSqsClient } from './clients';
import type { AwsOptions } from './config';
import { GalleryStore, ImageStore, ResultStore } from './object-store';
import { QueueDepth, SqsQueueDepth } from './queue-depth';
import { S3ObjectStore } from './s3-object-store';

/** The ports over AWS, bound to this deployment's queue and buckets. */
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
    return {
      module: AwsModule,
      providers: [
        { provide: SQSClient, useFactory: () => createSqsClient(options) },
        { provide: S3Client, useFactory: () => createS3Client(options) },
        {
          provide: QueueDepth,
          useFactory: (sqs: SQSClient) => new SqsQueueDepth(sqs, options.queueUrl),
          inject: [SQSClient],
        },
        bucket(ImageStore, options.buckets.images),
        bucket(ResultStore, options.buckets.results),
        bucket(GalleryStore, options.buckets.galleries),
      ],
      exports: [QueueDepth, ImageStore, ResultStore, GalleryStore],
    };
  }

  /** Last of all: whatever drains before still talks to AWS. */
  onApplicationShutdown(): void {
    this.sqs.destroy();
    this.s3.destroy();
  }
}
