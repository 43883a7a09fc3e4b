import { createSqsClient, WEBHOOK_VISIBILITY_TIMEOUT_S } from '@facefleet/aws';
import { WebhooksModule } from '@facefleet/webhooks';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { SqsModule } from '@ssut/nestjs-sqs';
import type { GatewayEnv } from '../config';
import { Courier } from './courier';
import { Deliverer } from './deliverer';
import { DeliveriesController } from './deliveries.controller';
import { DeliveriesService } from './deliveries.service';
import { DeliveryKeeper } from './delivery-keeper';
import { DELIVERIES_CONSUMER, DeliveryReceiver } from './delivery-receiver';
import { RetrySchedule } from './retry-schedule';
import { WebhookSender } from './webhook-sender';
import { WebhooksController } from './webhooks.controller';
import { WebhooksService } from './webhooks.service';

/** A shutdown takes up to so long: a poll that is under way is not cut off. */
const RECEIVE_WAIT_S = 2;
const BATCH_SIZE = 10;

/** Webhooks: who is told, and the telling. Others only need the announcer. */
@Global()
@Module({})
export class GatewayWebhooksModule {
  static forRoot(config: GatewayEnv): DynamicModule {
    const sqs = createSqsClient({ region: config.AWS_REGION, endpoint: config.AWS_ENDPOINT_URL });
    return {
      module: GatewayWebhooksModule,
      imports: [
        WebhooksModule,
        SqsModule.register({
          consumers: [
            {
              name: DELIVERIES_CONSUMER,
              sqs,
              queueUrl: config.FACEFLEET_WEBHOOK_QUEUE_URL,
              useQueueUrlAsEndpoint: config.AWS_ENDPOINT_URL === undefined,
              batchSize: BATCH_SIZE,
              waitTimeSeconds: RECEIVE_WAIT_S,
              visibilityTimeout: WEBHOOK_VISIBILITY_TIMEOUT_S,
              messageSystemAttributeNames: ['ApproximateReceiveCount'],
            },
          ],
        }),
      ],
      controllers: [WebhooksController, DeliveriesController],
      providers: [
        Courier,
        Deliverer,
        DeliveriesService,
        DeliveryKeeper,
        DeliveryReceiver,
        WebhookSender,
        WebhooksService,
        { provide: RetrySchedule, useFactory: () => new RetrySchedule(config.FACEFLEET_WEBHOOK_RETRY_S) },
      ],
      exports: [WebhooksModule],
    };
  }
}
