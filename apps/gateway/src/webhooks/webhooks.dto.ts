import { GalleryName, WEBHOOK_EVENTS, WebhookEventType } from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const WEBHOOK_ID = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const DELIVERY_ID = '019338e2-8a30-7d51-8c77-61b0c9e24f02';

export class WebhookPath extends createZodDto(z.object({ webhookId: z.uuid().toLowerCase() })) {}
export class DeliveryPath extends createZodDto(
  z.object({ webhookId: z.uuid().toLowerCase(), deliveryId: z.uuid().toLowerCase() }),
) {}

const EVENT_LIST = Object.entries(WEBHOOK_EVENTS)
  .map(([type, meaning]) => `\`${type}\`: ${meaning}`)
  .join('<br>');

const settings = {
  url: z
    .string()
    .max(2_000)
    .describe(
      '`https:`, on a public address. Where `FACEFLEET_WEBHOOK_INSECURE` is on, as in `npm start`, also `http:`, on that machine or in a private network.',
    )
    .meta({ example: 'https://example.com/facefleet' }),
  events: z
    .array(WebhookEventType)
    .min(1)
    .max(50)
    .describe(EVENT_LIST)
    .meta({ example: ['recognition.finished'] }),
  galleries: z
    .array(GalleryName)
    .min(1)
    .max(50)
    .describe('Only what happens in these galleries; without it, in all, and what happens in none.'),
  description: z.string().max(200).meta({ example: 'Door of the east wing' }),
};

const NewWebhook = z
  .strictObject({
    ...settings,
    galleries: settings.galleries.optional(),
    description: settings.description.optional(),
  })
  .meta({ title: 'NewWebhook' });
export type NewWebhook = z.infer<typeof NewWebhook>;

const WebhookChange = z
  .strictObject({
    url: settings.url.optional(),
    events: settings.events.optional(),
    galleries: settings.galleries.nullish().describe('null: all.'),
    description: settings.description.nullish(),
    enabled: z.literal(true).optional().describe('Switches an endpoint on again that was switched off.'),
  })
  .meta({ title: 'WebhookChange' });
export type WebhookChange = z.infer<typeof WebhookChange>;

const WebhookView = z.object({
  id: z.uuidv7().meta({ example: WEBHOOK_ID }),
  url: settings.url,
  events: settings.events,
  galleries: settings.galleries.nullable().describe('null: all.'),
  description: settings.description.nullable(),
  createdAt: z.iso.datetime(),
  disabled: z
    .object({ at: z.iso.datetime(), reason: z.string() })
    .nullable()
    .describe('Why nothing is sent to it any more; else null.'),
});
export type WebhookView = z.infer<typeof WebhookView>;

const CreatedWebhook = WebhookView.extend({
  secret: z
    .string()
    .describe('Deliveries are signed with it, by Standard Webhooks. It is shown this once.')
    .meta({ example: 'whsec_c2VjcmV0LW9mLXRoaXJ0eS10d28tcmFuZG9tLWJ5dGVz' }),
});
export type CreatedWebhook = z.infer<typeof CreatedWebhook>;

const DeliveryStatus = z
  .enum(['delivered', 'pending', 'dead'])
  .describe('`delivered`: the endpoint took it. `pending`: another attempt follows. `dead`: none does.');

const MAX_PAGE = 200;
const DeliveriesQuery = z.object({
  status: DeliveryStatus.optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
  before: z.uuid().toLowerCase().optional().describe('`next` of the page before.'),
});
export type DeliveriesQuery = z.infer<typeof DeliveriesQuery>;

const DeliveryView = z.object({
  id: z.uuidv7().describe('The `webhook-id` that the endpoint sees.').meta({ example: DELIVERY_ID }),
  type: WebhookEventType,
  subject: z.string().describe('What it is about: an id, or gallery and person.'),
  gallery: GalleryName.nullable(),
  timestamp: z.iso.datetime(),
  status: DeliveryStatus,
  attempts: z.array(
    z.object({
      at: z.iso.datetime(),
      statusCode: z.number().int().nullable().describe('What the endpoint answered; null where it did not.'),
      error: z
        .string()
        .nullable()
        .describe('Why there was no answer, such as `timeout`, `address-refused` or `ECONNREFUSED`.'),
      durationMs: z.number().nullable(),
    }),
  ),
  nextAttemptAt: z.iso.datetime().nullable(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

const DeliveryList = z.object({
  deliveries: z.array(DeliveryView).describe('The newest event first.'),
  next: z.uuidv7().nullable().describe('Where the next page begins; null: there is none.'),
});
export type DeliveryList = z.infer<typeof DeliveryList>;

const QueuedDelivery = z.object({
  id: z.uuidv7().meta({ example: DELIVERY_ID }),
  status: z.literal('pending'),
  location: z.string().meta({ example: `/v1/webhooks/${WEBHOOK_ID}/deliveries/${DELIVERY_ID}` }),
});
export type QueuedDelivery = z.infer<typeof QueuedDelivery>;

export class NewWebhookDto extends createZodDto(NewWebhook) {}
export class WebhookChangeDto extends createZodDto(WebhookChange) {}
export class WebhookDto extends createZodDto(WebhookView.meta({ title: 'Webhook' })) {}
export class CreatedWebhookDto extends createZodDto(CreatedWebhook.meta({ title: 'CreatedWebhook' })) {}
export class WebhookListDto extends createZodDto(
  z.object({ webhooks: z.array(WebhookView) }).meta({ title: 'Webhooks' }),
) {}
export class DeliveriesQueryDto extends createZodDto(DeliveriesQuery) {}
export class DeliveryDto extends createZodDto(DeliveryView.meta({ title: 'Delivery' })) {}
export class DeliveryListDto extends createZodDto(DeliveryList.meta({ title: 'Deliveries' })) {}
export class QueuedDeliveryDto extends createZodDto(QueuedDelivery.meta({ title: 'QueuedDelivery' })) {}
