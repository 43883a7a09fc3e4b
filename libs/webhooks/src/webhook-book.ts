import { EventPublisher } from '@facefleet/cache';
import { Events } from '@facefleet/contracts';
import { Clock, isWithin } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Webhook } from './webhook';
import { WebhookStore } from './webhook-store';

/** Changes elsewhere show by event, or after this time where the event was lost. */
const MAX_STALENESS_MS = 5_000;

/** The registered webhooks, in memory: whoever finishes something asks with each thing that it finishes. */
@Injectable()
export class WebhookBook {
  private reading: Promise<Webhook[]> | undefined;
  private readAtMs = -Infinity;

  constructor(
    @Inject(WebhookStore) private readonly store: WebhookStore,
    @Inject(EventPublisher) private readonly events: EventPublisher,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** @throws ExpectedError `service-unavailable` */
  all(): Promise<Webhook[]> {
    const isFresh = isWithin(MAX_STALENESS_MS, this.readAtMs, this.clock.nowMs());
    if (this.reading === undefined || !isFresh) this.read();
    return this.reading as Promise<Webhook[]>;
  }

  /** Looks again before it says that there is none: it may be new. */
  async find(id: string): Promise<Webhook | undefined> {
    const known = (await this.all()).find((webhook) => webhook.id === id);
    if (known) return known;
    this.invalidate();
    return (await this.all()).find((webhook) => webhook.id === id);
  }

  invalidate(): void {
    this.reading = undefined;
  }

  /** To be called by whoever changed something. */
  changed(): void {
    this.invalidate();
    this.events.publish(Events.webhooksChanged, {});
  }

  private read(): void {
    this.readAtMs = this.clock.nowMs();
    const reading = this.store.all();
    this.reading = reading;
    reading.catch(() => {
      if (this.reading === reading) this.reading = undefined; // the next one tries again
    });
  }
}
