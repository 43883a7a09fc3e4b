import { uuidv7 } from '@facefleet/platform';
import type { EntryKind, Listed } from '@facefleet/webhooks';
import { describe, expect, it } from 'vitest';
import { KEPT_MS, KEPT_PER_WEBHOOK, tidying } from './tidying';

const NOW_MS = Date.parse('2026-11-23T12:00:00.000Z');
const HOUR_MS = 3600_000;
const webhookId = uuidv7();
const known = new Set([webhookId]);
const at = (agoMs: number) => uuidv7({ msecs: NOW_MS - agoMs });

const delivery = (agoMs: number, ...entries: [agoMs: number, kind: EntryKind][]): Listed => ({
  webhookId,
  deliveryId: at(agoMs),
  hasEvent: true,
  entries: entries.map(([entryAgoMs, kind]) => ({ id: at(entryAgoMs), kind })),
  keys: [],
});
const plan = (...deliveries: Listed[]) =>
  tidying(deliveries, known, NOW_MS, (failures) => failures * HOUR_MS);

describe('tidying the records of deliveries', () => {
  it('keeps what is recent, and what is waiting for its next attempt', () => {
    const recent = delivery(HOUR_MS, [HOUR_MS, 'delivered']);
    const waiting = delivery(3 * HOUR_MS, [HOUR_MS, 'failed']);
    expect(plan(recent, waiting, delivery(1_000))).toEqual({ remove: [], requeue: [] });
  });

  it('removes what was settled long ago, by the time at which it was settled', () => {
    const old = delivery(KEPT_MS + HOUR_MS, [KEPT_MS + HOUR_MS, 'delivered']);
    const late = delivery(KEPT_MS + HOUR_MS, [HOUR_MS, 'dead']);
    expect(plan(old, late)).toEqual({ remove: [old], requeue: [] });
  });

  it('keeps the newest of very many, and all that are pending', () => {
    const pending = delivery(2 * HOUR_MS, [HOUR_MS, 'failed']);
    const settled = Array.from({ length: KEPT_PER_WEBHOOK + 2 }, () =>
      delivery(HOUR_MS, [1_000, 'delivered']),
    );
    expect(plan(pending, ...settled)).toEqual({ remove: [settled[1], settled[0]], requeue: [] });
  });

  it('queues again what has lost its message, be it before the first attempt or later', () => {
    const never = delivery(HOUR_MS);
    const later = delivery(5 * HOUR_MS, [4 * HOUR_MS, 'failed'], [3 * HOUR_MS, 'failed']);
    expect(plan(later, never)).toEqual({ remove: [], requeue: [never, later] });
  });

  it('leaves nothing of a webhook that is gone, nor what came after its event was removed', () => {
    const orphan = { ...delivery(0), webhookId: uuidv7() };
    const headless = { ...delivery(0, [0, 'failed']), hasEvent: false };
    expect(plan(orphan, headless).remove).toEqual([headless, orphan]);
  });
});
