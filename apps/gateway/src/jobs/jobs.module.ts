import { gatheringSqsClient } from '@facefleet/aws';
import { BulkModule } from '@facefleet/bulk';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { SqsModule } from '@ssut/nestjs-sqs';
import type { GatewayEnv } from '../config';
import { GatewayHeartbeats } from './gateway-heartbeats';
import { JobEventsController } from './job-events.controller';
import { JobQueue, REQUESTS_PRODUCER } from './job-queue';
import { JobResults } from './job-results';
import { RequestFinder } from './request-finder';
import { Waiters } from './waiters';

/** Requests out to the recognizers, results back. */
@Global()
@Module({})
export class JobsModule {
  static forRoot(config: GatewayEnv): DynamicModule {
    const sqs = gatheringSqsClient({ region: config.AWS_REGION, endpoint: config.AWS_ENDPOINT_URL });
    return {
      module: JobsModule,
      imports: [
        BulkModule,
        SqsModule.register({
          producers: [{ name: REQUESTS_PRODUCER, sqs, queueUrl: config.FACEFLEET_QUEUE_URL }],
        }),
      ],
      controllers: [JobEventsController],
      providers: [JobQueue, JobResults, RequestFinder, Waiters, GatewayHeartbeats],
      exports: [JobQueue, JobResults, RequestFinder],
    };
  }
}
