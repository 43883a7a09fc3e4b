import type { Disabled, Webhook, WebhookSettings } from './webhook';

/**
 * Where the registered webhooks are kept. Their secrets are among it, readable: to sign needs the secret itself, a hash
 * of it would not do.
 */
export abstract class WebhookStore {
  /** In the order of their registration. */
  abstract all(): Promise<Webhook[]>;
  abstract register(webhook: Webhook): Promise<void>;
  abstract change(id: string, settings: WebhookSettings): Promise<void>;
  abstract disable(id: string, disabled: Disabled): Promise<void>;
  abstract enable(id: string): Promise<void>;
  abstract remove(id: string): Promise<void>;
}
