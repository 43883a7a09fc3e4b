import { z } from 'zod';

/** What webhooks are told. A new event is one line here and one call of `Announcer.announce` where it happens. */
export const WEBHOOK_EVENTS = {
  'recognition.finished': 'A recognition has its result, good or bad: `data` is that result.',
  'enrolment.finished': 'An enrolment has its result, good or bad: `data` is that result.',
  'batch.finished': 'Every item of a batch has its outcome: `data` is the batch with its counts.',
  'import.finished': 'Every image of an import has its outcome: `data` is the import with its counts.',
  'person.removed': 'A person was removed: `data` is the receipt.',
  'webhook.test': 'Somebody asked for it, to try an endpoint: `data` names the webhook.',
} as const;
export type WebhookEventType = keyof typeof WEBHOOK_EVENTS;
export const WebhookEventType = z.enum(Object.keys(WEBHOOK_EVENTS) as [WebhookEventType]);

/**
 * Announcer -> gateway, the SQS body: this is to be delivered. What happened, and what became of it so far, lies in the
 * delivery's log in S3. Within v1 only optional fields are added.
 */
export const DeliveryMessage = z.object({
  v: z.literal(1),
  webhookId: z.uuidv7(),
  deliveryId: z.uuidv7(),
  /** Of several messages about one delivery only those of its newest run count. */
  run: z.uuidv7(),
});
export type DeliveryMessage = z.infer<typeof DeliveryMessage>;
