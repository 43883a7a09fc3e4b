import { Clock, SystemClock } from '@facefleet/platform';
import { Module } from '@nestjs/common';
import { Announcer } from './announcer';
import { DeliveryLog } from './delivery-log';
import { ObjectWebhookStore } from './object-webhook-store';
import { WebhookBook } from './webhook-book';
import { WebhookEventsController } from './webhook-events.controller';
import { WebhookStore } from './webhook-store';

/** Needs `AwsModule` with a webhook queue, and `EventsModule`. */
@Module({
  controllers: [WebhookEventsController],
  providers: [
    Announcer,
    DeliveryLog,
    WebhookBook,
    { provide: WebhookStore, useClass: ObjectWebhookStore },
    { provide: Clock, useClass: SystemClock },
  ],
  exports: [Announcer, DeliveryLog, WebhookBook, WebhookStore],
})
export class WebhooksModule {}
