import { deliveryState, type Listed, timeOf } from '@facefleet/webhooks';

/** How long it stays on record what became of a delivery, and of how many of each webhook at most. */
export const KEPT_MS = 7 * 24 * 3600_000;
export const KEPT_PER_WEBHOOK = 2_000;
/** A delivery whose attempt is so much too late has lost its message. */
const LOST_AFTER_MS = 15 * 60_000;

export interface Tidying {
  remove: Listed[];
  requeue: Listed[];
}

/**
 * What is to be done about the records. What is pending is never removed. Pure.
 *
 * @param deliveries of all webhooks, the oldest first
 * @param webhookIds the webhooks that there are
 * @param longestPauseMs by the number of failures
 */
export function tidying(
  deliveries: Listed[],
  webhookIds: Set<string>,
  nowMs: number,
  longestPauseMs: (failures: number) => number,
): Tidying {
  const plan: Tidying = { remove: [], requeue: [] };
  const settledOf = new Map<string, number>();
  for (const delivery of [...deliveries].reverse()) {
    const { webhookId, deliveryId, hasEvent, entries } = delivery;
    const { status, failures, last } = deliveryState(deliveryId, entries);
    const silentMs = nowMs - timeOf(last?.id ?? deliveryId);
    if (!webhookIds.has(webhookId) || !hasEvent) plan.remove.push(delivery);
    else if (status === 'pending') {
      if (silentMs > longestPauseMs(failures) + LOST_AFTER_MS) plan.requeue.push(delivery);
    } else {
      const newer = settledOf.get(webhookId) ?? 0;
      settledOf.set(webhookId, newer + 1);
      if (newer >= KEPT_PER_WEBHOOK || silentMs > KEPT_MS) plan.remove.push(delivery);
    }
  }
  return plan;
}
