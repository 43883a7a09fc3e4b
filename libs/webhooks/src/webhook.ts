import { GalleryName, WebhookEventType } from '@facefleet/contracts';
import { z } from 'zod';

export const WebhookSettings = z.object({
  url: z.string(),
  events: z.array(WebhookEventType),
  /** Only what happens in these; absent: everything. */
  galleries: z.array(GalleryName).optional(),
  description: z.string().optional(),
});
export type WebhookSettings = z.infer<typeof WebhookSettings>;

/** Why nothing is sent to it any more. */
export const Disabled = z.object({ at: z.iso.datetime(), reason: z.string() });
export type Disabled = z.infer<typeof Disabled>;

export const Registered = z.object({
  id: z.uuidv7(),
  /** `whsec_` and the key in base64, as Standard Webhooks writes it. */
  secret: z.string(),
  createdAt: z.iso.datetime(),
});

export interface Webhook extends WebhookSettings, z.infer<typeof Registered> {
  disabled?: Disabled;
}

/** Does this happen to interest it? */
export function isInterested(webhook: Webhook, type: WebhookEventType, gallery: string | undefined): boolean {
  if (webhook.disabled || !webhook.events.includes(type)) return false;
  return webhook.galleries === undefined || (gallery !== undefined && webhook.galleries.includes(gallery));
}
