import { WebhookQueue } from '@facefleet/aws';
import { Clock, messageOf } from '@facefleet/platform';
import { DeliveryLog, type Listed, WebhookStore } from '@facefleet/webhooks';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { RetrySchedule } from './retry-schedule';
import { tidying } from './tidying';

const EVERY_MS = 60_000;

/**
 * Once a minute: removes records that are too old or too many, and puts deliveries back into the queue that are no
 * longer in it. That several gateways do so at the same time is harmless.
 */
@Injectable()
export class DeliveryKeeper implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliveryKeeper.name);
  private readonly stop = new AbortController();
  private loop: Promise<void> = Promise.resolve();

  constructor(
    @Inject(WebhookStore) private readonly webhooks: WebhookStore,
    @Inject(DeliveryLog) private readonly log: DeliveryLog,
    @Inject(WebhookQueue) private readonly queue: WebhookQueue,
    @Inject(RetrySchedule) private readonly schedule: RetrySchedule,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.loop = this.run();
  }

  onModuleDestroy(): void {
    this.stop.abort();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.loop;
  }

  /** Tried anew from the first attempt; messages about it that may still be somewhere are void. */
  async requeue({ webhookId, deliveryId }: Pick<Listed, 'webhookId' | 'deliveryId'>): Promise<void> {
    const at = new Date(this.clock.nowMs()).toISOString();
    const run = await this.log.append(webhookId, deliveryId, 'requeued', { at });
    await this.queue.send({ v: 1, webhookId, deliveryId, run });
  }

  private async run(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      await this.tidy().catch((error: unknown) =>
        this.logger.warn({ error: messageOf(error) }, 'deliveries not tidied'),
      );
      await sleep(EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined); // stopped
    }
  }

  private async tidy(): Promise<void> {
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
      if (this.stop.signal.aborted) return;
      await this.requeue(delivery);
      this.logger.warn(
        { webhookId: delivery.webhookId, deliveryId: delivery.deliveryId },
        'delivery was lost from the queue',
      );
    }
  }
}
