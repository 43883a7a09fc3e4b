import { Clock, ExpectedError, uuidv7 } from '@facefleet/platform';
import { Announcer, DeliveryLog, type Webhook, WebhookBook, WebhookStore } from '@facefleet/webhooks';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { GatewayOptions } from '../config';
import { checkUrl } from './url-check';
import type { NewWebhook, WebhookChange } from './webhooks.dto';

/** Each thing that happens costs a record and a message for each of them. */
const MAX_WEBHOOKS = 50;
/** Standard Webhooks asks for 24 to 64 bytes. */
const SECRET_BYTES = 32;

@Injectable()
export class WebhooksService {
  private readonly logger = new Logger(WebhooksService.name);

  constructor(
    @Inject(WebhookStore) private readonly store: WebhookStore,
    @Inject(WebhookBook) private readonly book: WebhookBook,
    @Inject(DeliveryLog) private readonly deliveries: DeliveryLog,
    @Inject(Announcer) private readonly announcer: Announcer,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** @throws ExpectedError `webhook-url-refused`, `request-invalid` where there are too many */
  async register(settings: NewWebhook): Promise<Webhook> {
    await checkUrl(settings.url, this.options.insecureWebhooks);
    if ((await this.store.all()).length >= MAX_WEBHOOKS) {
      throw new ExpectedError('request-invalid', `There are ${MAX_WEBHOOKS} webhooks: remove one first.`);
    }
    const webhook: Webhook = {
      ...settings,
      id: uuidv7(),
      secret: `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`,
      createdAt: new Date(this.clock.nowMs()).toISOString(),
    };
    await this.store.register(webhook);
    this.book.changed();
    this.logger.log({ webhookId: webhook.id, events: webhook.events }, 'webhook registered');
    return webhook;
  }

  all(): Promise<Webhook[]> {
    return this.store.all();
  }

  /** @throws ExpectedError `webhook-not-found` */
  async existing(id: string): Promise<Webhook> {
    const webhook = (await this.store.all()).find((candidate) => candidate.id === id);
    if (webhook) return webhook;
    throw new ExpectedError('webhook-not-found', `There is no webhook with the id ${id}.`);
  }

  async change(id: string, { enabled, ...changes }: WebhookChange): Promise<Webhook> {
    const { url, events, galleries, description } = await this.existing(id);
    if (changes.url !== undefined) await checkUrl(changes.url, this.options.insecureWebhooks);
    const changed = { url, events, galleries, description, ...changes };
    await this.store.change(id, {
      ...changed,
      galleries: changed.galleries ?? undefined,
      description: changed.description ?? undefined,
    });
    if (enabled) await this.store.enable(id);
    this.book.changed();
    return this.existing(id);
  }

  /** Nothing more is sent, and nothing stays on record. */
  async remove(id: string): Promise<void> {
    await this.existing(id);
    await this.store.remove(id);
    this.book.changed();
    await this.deliveries.remove(await this.deliveries.list(id));
    this.logger.log({ webhookId: id }, 'webhook removed');
  }

  /** @returns the delivery's id */
  async test(id: string): Promise<string> {
    return this.announcer.announceTo(await this.existing(id), {
      type: 'webhook.test',
      id: uuidv7(),
      subject: id,
      at: new Date(this.clock.nowMs()),
      data: { webhookId: id },
    });
  }
}
