import { WebhookQueue } from '@facefleet/aws';
import { Clock } from '@facefleet/platform';
import { DeliveryLog, type Listed, WebhookStore } from '@facefleet/webhooks';
import { Inject, Injectable } from '@nestjs/common';
import { BackgroundLoop } from '../background/background-loop';
import { RetrySchedule } from './retry-schedule';
import { tidying } from './tidying';

const EVERY_MS = 60_000;

/**
 * Once a minute: removes records that are too old or too many, and puts deliveries back into the queue that are no
 * longer in it. That several gateways do so at the same time is harmless.
 */
@Injectable()
export class DeliveryKeeper extends BackgroundLoop {
  protected readonly failure = 'deliveries not tidied';

  constructor(
    @Inject(WebhookStore) private readonly webhooks: WebhookStore,
    @Inject(DeliveryLog) private readonly log: DeliveryLog,
    @Inject(WebhookQueue) private readonly queue: WebhookQueue,
    @Inject(RetrySchedule) private readonly schedule: RetrySchedule,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    super();
  }

  /** Tried anew from the first attempt; messages about it that may still be somewhere are void. */
  async requeue({ webhookId, deliveryId }: Pick<Listed, 'webhookId' | 'deliveryId'>): Promise<void> {
    const at = new Date(this.clock.nowMs()).toISOString();
    const run = await this.log.append(webhookId, deliveryId, 'requeued', { at });
    await this.queue.send({ v: 1, webhookId, deliveryId, run });
  }

  protected async pause(isFirst: boolean): Promise<void> {
    if (!isFirst) await this.rest(EVERY_MS);
  }

  protected async round(): Promise<void> {
    const deliveries = await this.log.list();
    if (deliveries.length === 0) return;
    const webhooks = await this.webhooks.all(); // after the deliveries: whose webhook is not among them has none
    const { remove, requeue } = tidying(
      deliveries,
      new Set(webhooks.map(({ id }) => id)),
      this.clock.nowMs(),
      (failures) => this.schedule.longestPauseMs(failures),
    );
    await this.log.remove(remove);
    for (const delivery of requeue) {
      if (this.stopped.aborted) return;
      await this.requeue(delivery);
      this.logger.warn(
        { webhookId: delivery.webhookId, deliveryId: delivery.deliveryId },
        'delivery was lost from the queue',
      );
    }
  }
}
