import { Events } from '@facefleet/contracts';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { WebhookBook } from './webhook-book';

/** Webhooks change at some gateway; everybody who finishes things keeps them in memory. */
@Controller()
export class WebhookEventsController {
  constructor(@Inject(WebhookBook) private readonly book: WebhookBook) {}

  @EventPattern(Events.webhooksChanged)
  changed(): void {
    this.book.invalidate();
  }
}
