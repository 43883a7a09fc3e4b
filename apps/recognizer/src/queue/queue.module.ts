import { pollingSqsClient, VISIBILITY_TIMEOUT_S } from '@facefleet/aws';
import { TRACE_FIELDS } from '@facefleet/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';
import { SqsModule } from '@ssut/nestjs-sqs';
import type { RecognizerConfig } from '../config';
import { JobsModule } from '../jobs/jobs.module';
import { type Priority, Slots } from '../slots/slots';
import { SlotsModule } from '../slots/slots.module';
import { POLLING_SQS, QueueDrain } from './queue-drain';
import { QueueHealth } from './queue-health';
import { receiver, retryDelayS } from './receiver';

/** Three lives for each message before its visibility runs out. */
const VISIBILITY_HEARTBEAT_S = VISIBILITY_TIMEOUT_S / 4;

@Module({})
export class QueueModule {
  static forRoot(config: RecognizerConfig): DynamicModule {
    const names = receiverNames(config.FACEFLEET_SLOTS);
    const endpoint = { region: config.AWS_REGION, endpoint: config.AWS_ENDPOINT_URL };
    const polling = pollingSqsClient(endpoint, {
      // One image more than can be analysed is in hand when the next ones are fetched.
      [config.FACEFLEET_QUEUE_URL]: { least: config.FACEFLEET_SLOTS + 1, most: config.FACEFLEET_SLOTS + 1 },
      [config.FACEFLEET_BULK_QUEUE_URL]: { least: 1, most: config.FACEFLEET_SLOTS },
    });
    const common = {
      sqs: polling.sqs,
      useQueueUrlAsEndpoint: config.AWS_ENDPOINT_URL === undefined,
      batchSize: 1,
      waitTimeSeconds: config.FACEFLEET_RECEIVE_WAIT_S,
      visibilityTimeout: VISIBILITY_TIMEOUT_S,
      heartbeatInterval: VISIBILITY_HEARTBEAT_S,
      terminateVisibilityTimeout: retryDelayS,
      messageAttributeNames: [...TRACE_FIELDS],
      messageSystemAttributeNames: ['ApproximateReceiveCount' as const, 'SentTimestamp' as const],
    };
    return {
      module: QueueModule,
      imports: [
        JobsModule,
        SlotsModule,
        SqsModule.registerAsync({
          imports: [SlotsModule],
          useFactory: (slots: Slots) => ({
            consumers: [
              ...names.interactive.map((name) => ({ ...common, name, queueUrl: config.FACEFLEET_QUEUE_URL })),
              ...names.bulk.map((name) => ({
                ...common,
                name,
                queueUrl: config.FACEFLEET_BULK_QUEUE_URL,
                // Other workers may have nothing better to do.
                preReceiveMessageCallback: () => slots.quiet(),
              })),
            ],
          }),
          inject: [Slots],
        }),
      ],
      providers: [
        ...names.interactive.map((name) => receiver(name, 'interactive')),
        ...names.bulk.map((name) => receiver(name, 'bulk')),
        { provide: POLLING_SQS, useValue: polling },
        QueueDrain,
        QueueHealth,
      ],
      exports: [QueueHealth],
    };
  }
}

/**
 * Interactive: enough that, while each slot is busy and one image more waits, as many can be fetched at once. Bulk: two more than
 * can be analysed at once, because what they hold while interactive work goes first no other worker can do.
 */
function receiverNames(slots: number): Record<Priority, string[]> {
  const named = (queue: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${queue}-${index}`);
  return { interactive: named('requests', 2 * slots + 2), bulk: named('bulk', slots + 2) };
}
