import { createSqsClient, VISIBILITY_TIMEOUT_S } from '@facefleet/aws';
import { type DynamicModule, Module } from '@nestjs/common';
import { SqsModule } from '@ssut/nestjs-sqs';
import type { RecognizerConfig } from '../config';
import { JobsModule } from '../jobs/jobs.module';
import { QueueDrain } from './queue-drain';
import { QueueHealth } from './queue-health';
import { receiver, retryDelayS } from './receiver';

/** Three lives for each message before its visibility runs out. */
const VISIBILITY_HEARTBEAT_S = VISIBILITY_TIMEOUT_S / 4;

@Module({})
export class QueueModule {
  static forRoot(config: RecognizerConfig): DynamicModule {
    const names = Array.from(
      { length: receiverCount(config.FACEFLEET_SLOTS) },
      (_, index) => `requests-${index}`,
    );
    const sqs = createSqsClient({ region: config.AWS_REGION, endpoint: config.AWS_ENDPOINT_URL });
    return {
      module: QueueModule,
      imports: [
        JobsModule,
        SqsModule.register({
          consumers: names.map((name) => ({
            name,
            sqs,
            queueUrl: config.FACEFLEET_QUEUE_URL,
            useQueueUrlAsEndpoint: config.AWS_ENDPOINT_URL === undefined,
            batchSize: 1,
            waitTimeSeconds: config.FACEFLEET_RECEIVE_WAIT_S,
            visibilityTimeout: VISIBILITY_TIMEOUT_S,
            heartbeatInterval: VISIBILITY_HEARTBEAT_S,
            terminateVisibilityTimeout: retryDelayS,
            messageSystemAttributeNames: ['ApproximateReceiveCount'],
          })),
        }),
      ],
      providers: [...names.map(receiver), QueueDrain, QueueHealth],
      exports: [QueueHealth],
    };
  }
}

/** Enough that one image can be fetched and one result stored while each slot is busy. */
function receiverCount(slots: number): number {
  return 2 * slots + 1;
}
