import { WebhookQueue } from '@facefleet/aws';
import type { JobResult, WebhookEventType } from '@facefleet/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { deliveryIdOf } from './delivery-id';
import { type DeliveryEvent, DeliveryLog } from './delivery-log';
import { isInterested, type Webhook } from './webhook';
import { WebhookBook } from './webhook-book';

export interface Announcement {
  type: WebhookEventType;
  /**
   * UUIDv7 of what happened: the id of the recognition, of the batch, of the removal. Announcing the same id again is
   * the same event, which receivers get under the same `webhook-id`.
   */
  id: string;
  /** What it is about, as people read it; else the id. */
  subject?: string;
  /** Where it happened; webhooks may ask for some galleries only. */
  gallery?: string;
  at: Date;
  /** What is sent as `data`. Stored for as long as the delivery is on record: keep it small, and free of faces. */
  data: object;
}

/** The results that webhooks are told of. */
const TYPE_OF_RESULT: Partial<Record<JobResult['kind'], WebhookEventType>> = {
  recognition: 'recognition.finished',
  enrolment: 'enrolment.finished',
};

/**
 * Tells webhooks what happened. To be called once it is stored, and before the message that led to it is deleted: once
 * these have resolved, every interested endpoint is told, whatever dies.
 *
 * All throw ExpectedError `service-unavailable`, and may be called again then.
 */
@Injectable()
export class Announcer {
  constructor(
    @Inject(WebhookBook) private readonly book: WebhookBook,
    @Inject(DeliveryLog) private readonly log: DeliveryLog,
    @Inject(WebhookQueue) private readonly queue: WebhookQueue,
  ) {}

  /** For a job's result; it must be in the store, from where it is fetched when it is sent. */
  async finished(result: JobResult): Promise<void> {
    const { kind, id, finishedAt } = result;
    const type = TYPE_OF_RESULT[kind];
    if (type === undefined) return;
    const gallery = 'gallery' in result ? result.gallery : undefined;
    await this.tell(id, { type, subject: id, gallery, timestamp: finishedAt, resultId: id });
  }

  /** For everything else: `announce({ type: 'batch.finished', id: batch.id, at, data: batch })`. */
  async announce({ id, subject = id, at, ...event }: Announcement): Promise<void> {
    await this.tell(id, { ...event, subject, timestamp: at.toISOString() });
  }

  /** Only to this one, whatever it asked for. @returns the delivery's id */
  async announceTo(webhook: Webhook, { id, subject = id, at, ...event }: Announcement): Promise<string> {
    return this.enqueue(webhook, id, { ...event, subject, timestamp: at.toISOString() });
  }

  private async tell(eventId: string, event: DeliveryEvent): Promise<void> {
    const webhooks = await this.book.all();
    const interested = webhooks.filter((webhook) => isInterested(webhook, event.type, event.gallery));
    await Promise.all(interested.map((webhook) => this.enqueue(webhook, eventId, event)));
  }

  private async enqueue({ id: webhookId }: Webhook, eventId: string, event: DeliveryEvent): Promise<string> {
    const deliveryId = deliveryIdOf(webhookId, event.type, eventId);
    await this.log.begin(webhookId, deliveryId, event);
    await this.queue.send({ v: 1, webhookId, deliveryId, run: deliveryId });
    return deliveryId;
  }
}
