import type { ResultStore } from '@facefleet/aws';
import { uuidv7 } from '@facefleet/platform';
import type { DeliveryEvent, DeliveryLog, EntryName, LogEntry, Webhook } from '@facefleet/webhooks';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RECOGNITION_EXAMPLE } from '../docs/examples';
import { Deliverer } from './deliverer';
import { RetrySchedule } from './retry-schedule';
import type { Attempt } from './webhook-sender';

const NOW_MS = Date.parse('2026-11-23T12:00:00.000Z');
const AT = new Date(NOW_MS).toISOString();
const [webhookId, deliveryId] = [uuidv7(), uuidv7()];
const message = { v: 1 as const, webhookId, deliveryId, run: deliveryId };

describe('an attempt at a delivery', () => {
  let webhook: Webhook | undefined;
  let event: DeliveryEvent;
  let entries: EntryName[];
  let lastEntry: LogEntry;
  let result: string | undefined;
  let isErased: boolean;
  const append = vi.fn((..._entry: unknown[]) => Promise.resolve(''));
  const begin = vi.fn((..._begun: unknown[]) => Promise.resolve());
  const disable = vi.fn(() => Promise.resolve());
  const send = vi.fn((..._sent: unknown[]) =>
    Promise.resolve<Attempt>({ at: AT, durationMs: 5, statusCode: 200 }),
  );
  const answer = (attempt: Partial<Attempt>) =>
    send.mockResolvedValueOnce({ at: AT, durationMs: 5, ...attempt });

  const log = {
    one: () => Promise.resolve({ webhookId, deliveryId, hasEvent: true, entries, keys: [] }),
    event: () => Promise.resolve(event),
    entry: () => Promise.resolve(lastEntry),
    append,
    begin,
  } as unknown as DeliveryLog;
  const deliverer = new Deliverer(
    { find: () => Promise.resolve(webhook), changed: () => undefined } as never,
    { disable } as never,
    log,
    { get: () => Promise.resolve(result && Buffer.from(result)) } as unknown as ResultStore,
    { remainsOf: (found: unknown) => Promise.resolve(isErased ? undefined : found) } as never,
    { send } as never,
    new RetrySchedule([5, 300], () => 0.5),
    { nowMs: () => NOW_MS },
  );
  const deliver = (run = deliveryId) => deliverer.deliver({ ...message, run }, new AbortController().signal);
  const appended = () => append.mock.calls.map(([, , kind, entry]) => [kind, entry]);

  beforeEach(() => {
    vi.clearAllMocks();
    webhook = {
      id: webhookId,
      secret: 'whsec_AAAA',
      createdAt: AT,
      url: 'https://example.com',
      events: ['recognition.finished'],
    };
    event = { type: 'recognition.finished', timestamp: AT, subject: 'r', resultId: 'r' };
    entries = [];
    result = '{"id":"r"}';
    isErased = false;
  });

  it('sends no result of somebody who was erased since', async () => {
    isErased = true;
    result = JSON.stringify(RECOGNITION_EXAMPLE);
    expect(await deliver()).toEqual({ kind: 'done' });
    expect(appended()).toMatchObject([['dead', { error: 'result-erased' }]]);
    expect(send).not.toHaveBeenCalled();
  });

  it('forgets who was removed once that was told, and only then', async () => {
    event = {
      type: 'person.removed',
      timestamp: AT,
      subject: 'staff/ada',
      gallery: 'staff',
      data: { personId: 'ada' },
    };
    answer({ statusCode: 500 });
    await deliver();
    expect(begin).not.toHaveBeenCalled();
    answer({ statusCode: 204 });
    await deliver();
    const left = { type: 'person.removed', timestamp: AT, subject: 'staff', gallery: 'staff' };
    expect(begin.mock.calls).toEqual([[webhookId, deliveryId, left]]);
  });

  it('forgets who was removed where whoever told it died before that', async () => {
    event = {
      type: 'person.removed',
      timestamp: AT,
      subject: 'staff/ada',
      gallery: 'staff',
      data: { personId: 'ada' },
    };
    entries = [{ id: deliveryId, kind: 'delivered' }];
    await deliver();
    expect(begin).toHaveBeenCalledOnce();
  });

  it('has nothing to say of a removal whose person it has forgotten', async () => {
    event = { type: 'person.removed', timestamp: AT, subject: 'staff', gallery: 'staff' };
    expect(await deliver()).toEqual({ kind: 'done' });
    expect(appended()).toMatchObject([['dead', { error: 'result-erased' }]]);
  });

  it('sends type, time and the result as it is in the store', async () => {
    expect(await deliver()).toEqual({ kind: 'done' });
    expect(JSON.parse(send.mock.calls[0]?.[2] as string)).toEqual({
      type: 'recognition.finished',
      timestamp: AT,
      data: { id: 'r' },
    });
    expect(appended()).toMatchObject([['delivered', { statusCode: 200 }]]);
  });

  it.each([301, 400, 500])('is followed by another one after %d', async (statusCode) => {
    answer({ statusCode });
    expect(await deliver()).toEqual({ kind: 'later', pauseMs: 5_000 });
    expect(appended()).toMatchObject([['failed', { statusCode, nextAttemptAt: '2026-11-23T12:00:05.000Z' }]]);
  });

  it('is the last one where the schedule has no further pause', async () => {
    entries = [
      { id: '1', kind: 'failed' },
      { id: '2', kind: 'failed' },
    ];
    lastEntry = { at: AT, nextAttemptAt: AT };
    answer({ error: 'timeout' });
    expect(await deliver()).toEqual({ kind: 'done' });
    expect(appended()).toMatchObject([['dead', { error: 'timeout' }]]);
  });

  it('is not made before its time, nor for an older run, nor after the end', async () => {
    entries = [{ id: '1', kind: 'failed' }];
    lastEntry = { at: AT, nextAttemptAt: '2026-11-23T12:00:03.000Z' };
    expect(await deliver()).toEqual({ kind: 'later', pauseMs: 3_000 });
    entries = [{ id: '1', kind: 'requeued' }];
    expect(await deliver()).toEqual({ kind: 'done' });
    entries = [{ id: '1', kind: 'delivered' }];
    expect(await deliver()).toEqual({ kind: 'done' });
    expect(send).not.toHaveBeenCalled();
    entries = [{ id: '1', kind: 'requeued' }];
    await deliver('1');
    expect(send).toHaveBeenCalledOnce();
  });

  it('is not made for a webhook that is gone or switched off, nor with a result that was erased', async () => {
    result = undefined;
    expect(await deliver()).toEqual({ kind: 'done' });
    webhook = { ...(webhook as Webhook), disabled: { at: AT, reason: 'gone' } };
    expect(await deliver()).toEqual({ kind: 'done' });
    webhook = undefined;
    expect(await deliver()).toEqual({ kind: 'done' });
    expect(send).not.toHaveBeenCalled();
    expect(appended()).toMatchObject([
      ['dead', { error: 'result-erased' }],
      ['dead', { error: 'webhook-disabled' }],
    ]);
  });

  it('that is answered 410 Gone switches the webhook off', async () => {
    answer({ statusCode: 410 });
    expect(await deliver()).toEqual({ kind: 'done' });
    expect(disable).toHaveBeenCalledWith(webhookId, {
      at: AT,
      reason: expect.stringContaining('410') as string,
    });
  });

  it('does not count when it was cut off by a shutdown', async () => {
    answer({ error: 'ABORT_ERR' });
    expect(await deliverer.deliver(message, AbortSignal.abort())).toEqual({ kind: 'later', pauseMs: 0 });
    expect(append).not.toHaveBeenCalled();
  });
});
