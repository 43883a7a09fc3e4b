import type { WebhookEventType } from '@facefleet/contracts';
import { createHash } from 'node:crypto';

/**
 * The same for the same event to the same webhook, whoever computes it and however often: receivers drop repeats by it.
 * A UUIDv7 that carries the time of the event's own id, so that deliveries are listed in the order of time.
 *
 * @param eventId UUIDv7 of what happened
 */
export function deliveryIdOf(webhookId: string, type: WebhookEventType, eventId: string): string {
  const bytes = createHash('sha256').update(`${webhookId} ${type} ${eventId}`).digest().subarray(0, 16);
  Buffer.from(eventId.replaceAll('-', ''), 'hex').copy(bytes, 0, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] as number) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Unix time in a UUIDv7 [ms] */
export function timeOf(uuidv7: string): number {
  return parseInt(uuidv7.replace('-', '').slice(0, 12), 16);
}
