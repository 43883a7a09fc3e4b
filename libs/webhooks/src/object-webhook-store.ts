import { GalleryStore } from '@facefleet/aws';
import { Inject, Injectable } from '@nestjs/common';
import { Disabled, Registered, type Webhook, WebhookSettings } from './webhook';
import type { WebhookStore } from './webhook-store';

const PREFIX = 'webhooks/endpoints/';
type Part = 'registered' | 'settings' | 'disabled';

/**
 * In the private bucket of the galleries. What changes at different times lies in different objects, so no write has to
 * read before: a change that meets a removal brings nothing back, as only `registered` makes a webhook.
 */
@Injectable()
export class ObjectWebhookStore implements WebhookStore {
  constructor(@Inject(GalleryStore) private readonly objects: GalleryStore) {}

  async all(): Promise<Webhook[]> {
    const keys = new Set(await this.objects.list(PREFIX));
    const ids = [...keys]
      .filter((key) => key.endsWith('/registered'))
      .map((key) => key.slice(PREFIX.length, -'/registered'.length));
    const webhooks = await Promise.all(ids.map((id) => this.read(id, keys.has(keyOf(id, 'disabled')))));
    return webhooks.filter((webhook) => webhook !== undefined);
  }

  async register({ id, secret, createdAt, disabled: _, ...settings }: Webhook): Promise<void> {
    await this.change(id, settings);
    await this.write(id, 'registered', { id, secret, createdAt });
  }

  async change(id: string, settings: WebhookSettings): Promise<void> {
    await this.write(id, 'settings', settings);
  }

  async disable(id: string, disabled: Disabled): Promise<void> {
    await this.write(id, 'disabled', disabled);
  }

  async enable(id: string): Promise<void> {
    await this.objects.delete([keyOf(id, 'disabled')]);
  }

  async remove(id: string): Promise<void> {
    await this.objects.delete([keyOf(id, 'registered'), keyOf(id, 'settings'), keyOf(id, 'disabled')]);
  }

  /** undefined where it was removed since the listing */
  private async read(id: string, isDisabled: boolean): Promise<Webhook | undefined> {
    const [registered, settings, disabled] = await Promise.all([
      this.objects.get(keyOf(id, 'registered')),
      this.objects.get(keyOf(id, 'settings')),
      isDisabled ? this.objects.get(keyOf(id, 'disabled')) : undefined,
    ]);
    if (registered === undefined || settings === undefined) return undefined;
    return {
      ...Registered.parse(JSON.parse(registered.toString('utf8'))),
      ...WebhookSettings.parse(JSON.parse(settings.toString('utf8'))),
      ...(disabled && { disabled: Disabled.parse(JSON.parse(disabled.toString('utf8'))) }),
    };
  }

  private write(id: string, part: Part, value: object): Promise<void> {
    return this.objects.put(keyOf(id, part), JSON.stringify(value), 'application/json');
  }
}

const keyOf = (id: string, part: Part): string => `${PREFIX}${id}/${part}`;
