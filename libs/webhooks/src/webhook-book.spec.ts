import type { EventPublisher } from '@facefleet/cache';
import { describe, expect, it, vi } from 'vitest';
import type { Webhook } from './webhook';
import { WebhookBook } from './webhook-book';
import type { WebhookStore } from './webhook-store';

describe('the webhooks in memory', () => {
  function book() {
    let nowMs = 0;
    const all = vi.fn<() => Promise<Webhook[]>>(() => Promise.resolve([]));
    const publish = vi.fn();
    const events = { publish } as unknown as EventPublisher;
    const made = new WebhookBook({ all } as unknown as WebhookStore, events, { nowMs: () => nowMs });
    return { made, all, publish, pass: (ms: number) => (nowMs += ms) };
  }

  it('are read once for everybody who asks within a few seconds', async () => {
    const { made, all, pass } = book();
    await Promise.all([made.all(), made.all()]);
    await made.all();
    expect(all).toHaveBeenCalledOnce();
    pass(6_000);
    await made.all();
    expect(all).toHaveBeenCalledTimes(2);
  });

  it('are read again after a change, of which everybody is told', async () => {
    const { made, all, publish } = book();
    await made.all();
    made.changed();
    await made.all();
    expect(all).toHaveBeenCalledTimes(2);
    expect(publish).toHaveBeenCalledOnce();
  });

  it('are looked for twice before one is called unknown, which may be new', async () => {
    const { made, all } = book();
    const webhook = { id: 'new' } as Webhook;
    all.mockResolvedValueOnce([]).mockResolvedValueOnce([webhook]);
    expect(await made.find('new')).toBe(webhook);
  });

  it('are asked for again where the store did not answer', async () => {
    const { made, all } = book();
    all.mockRejectedValueOnce(new Error('no answer'));
    await expect(made.all()).rejects.toThrow('no answer');
    expect(await made.all()).toEqual([]);
  });
});
