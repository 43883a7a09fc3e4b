import { ExpectedError } from '@facefleet/platform';
import { DeliveryLog, type DeliveryState, deliveryState, type Listed } from '@facefleet/webhooks';
import { Inject, Injectable } from '@nestjs/common';
import { DeliveryKeeper } from './delivery-keeper';
import type { DeliveriesQuery, DeliveryList, DeliveryView } from './webhooks.dto';
import { WebhooksService } from './webhooks.service';

/** What became of the deliveries of a webhook. */
@Injectable()
export class DeliveriesService {
  constructor(
    @Inject(WebhooksService) private readonly webhooks: WebhooksService,
    @Inject(DeliveryLog) private readonly log: DeliveryLog,
    @Inject(DeliveryKeeper) private readonly keeper: DeliveryKeeper,
  ) {}

  /** @throws ExpectedError `webhook-not-found` */
  async list(webhookId: string, { status, limit, before }: DeliveriesQuery): Promise<DeliveryList> {
    await this.webhooks.existing(webhookId);
    const newestFirst = (await this.log.list(webhookId))
      .reverse()
      .map((listed) => ({ listed, state: deliveryState(listed.deliveryId, listed.entries) }))
      .filter(({ state }) => status === undefined || state.status === status)
      .filter(({ listed }) => before === undefined || listed.deliveryId < before);
    const page = newestFirst.slice(0, limit);
    const views = await Promise.all(page.map(({ listed, state }) => this.view(listed, state)));
    return {
      deliveries: views.filter((view) => view !== undefined),
      next: newestFirst.length > limit ? (page.at(-1)?.listed.deliveryId ?? null) : null,
    };
  }

  /** @throws ExpectedError `webhook-not-found`, `delivery-not-found` */
  async find(webhookId: string, deliveryId: string): Promise<DeliveryView> {
    const listed = await this.existing(webhookId, deliveryId);
    return (await this.view(listed, deliveryState(deliveryId, listed.entries))) ?? notFound(deliveryId);
  }

  /** Sends it again, whatever became of it before. @throws as `find` */
  async redeliver(webhookId: string, deliveryId: string): Promise<void> {
    await this.keeper.requeue(await this.existing(webhookId, deliveryId));
  }

  private async existing(webhookId: string, deliveryId: string): Promise<Listed> {
    await this.webhooks.existing(webhookId);
    const listed = await this.log.one(webhookId, deliveryId);
    return listed?.hasEvent ? listed : notFound(deliveryId);
  }

  /** undefined where it was tidied away meanwhile */
  private async view(
    { webhookId, deliveryId, entries }: Listed,
    { status }: DeliveryState,
  ): Promise<DeliveryView | undefined> {
    const [event, ...logged] = await Promise.all([
      this.log.event(webhookId, deliveryId),
      ...entries
        .filter(({ kind }) => kind !== 'requeued')
        .map((name) => this.log.entry(webhookId, deliveryId, name)),
    ]);
    if (event === undefined) return undefined;
    const attempts = logged.filter((entry) => entry !== undefined);
    const waits = status === 'pending' && entries.at(-1)?.kind === 'failed';
    return {
      id: deliveryId,
      type: event.type,
      subject: event.subject,
      gallery: event.gallery ?? null,
      timestamp: event.timestamp,
      status,
      attempts: attempts.map(({ at, statusCode = null, error = null, durationMs = null }) => ({
        at,
        statusCode,
        error,
        durationMs,
      })),
      nextAttemptAt: (waits ? attempts.at(-1)?.nextAttemptAt : undefined) ?? null,
    };
  }
}

function notFound(deliveryId: string): never {
  throw new ExpectedError(
    'delivery-not-found',
    `This webhook has no delivery with the id ${deliveryId}, or it is no longer on record.`,
  );
}
