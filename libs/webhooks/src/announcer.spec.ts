import type { WebhookQueue } from '@facefleet/aws';
import type { JobResult } from '@facefleet/contracts';
import { uuidv7 } from '@facefleet/platform';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Announcer } from './announcer';
import type { DeliveryLog } from './delivery-log';
import type { Webhook } from './webhook';
import type { WebhookBook } from './webhook-book';

const webhook = (more: Partial<Webhook> = {}): Webhook => ({
  id: uuidv7(),
  secret: 'whsec_AAAA',
  createdAt: '2026-11-23T12:00:00.000Z',
  url: 'https://example.com',
  events: ['recognition.finished', 'batch.finished'],
  ...more,
});
const result = {
  kind: 'recognition',
  id: uuidv7(),
  gallery: 'staff',
  finishedAt: '2026-11-23T12:00:00.000Z',
};

describe('who is told', () => {
  let registered: Webhook[];
  const begin = vi.fn(() => Promise.resolve());
  const send = vi.fn((_message: { webhookId: string }) => Promise.resolve());
  const announcer = new Announcer(
    { all: () => Promise.resolve(registered) } as unknown as WebhookBook,
    { begin } as unknown as DeliveryLog,
    { send } as unknown as WebhookQueue,
  );
  const told = () => send.mock.calls.map(([message]) => message.webhookId);

  beforeEach(() => {
    begin.mockClear();
    send.mockClear();
  });

  it('is everybody who asked for the event, and nobody who is switched off', async () => {
    const [first, second] = [webhook(), webhook()];
    const off = { at: '2026-11-23T12:00:00.000Z', reason: 'gone' };
    registered = [first, webhook({ events: ['person.removed'] }), second, webhook({ disabled: off })];
    await announcer.finished(result as JobResult);
    expect(told()).toEqual([first.id, second.id]);
  });

  it('is who asked for the gallery; not for what happened in no gallery', async () => {
    registered = [webhook({ galleries: ['visitors'] })];
    await announcer.finished(result as JobResult);
    await announcer.announce({ type: 'batch.finished', id: uuidv7(), at: new Date(), data: {} });
    expect(told()).toEqual([]);
    registered = [webhook({ galleries: ['staff'] })];
    await announcer.finished(result as JobResult);
    expect(told()).toHaveLength(1);
  });

  it('is on record before it is queued, and a result is not copied', async () => {
    registered = [webhook()];
    send.mockImplementationOnce(() => {
      expect(begin).toHaveBeenCalledOnce();
      return Promise.resolve();
    });
    await announcer.finished(result as JobResult);
    expect(begin.mock.calls[0]).toMatchObject([
      registered[0]?.id,
      expect.any(String),
      { resultId: result.id },
    ]);
    expect(JSON.stringify(begin.mock.calls)).not.toContain('"data"');
  });

  it('is told again when the queue did not answer, under the same id', async () => {
    registered = [webhook()];
    send.mockRejectedValueOnce(new Error('no answer'));
    await expect(announcer.finished(result as JobResult)).rejects.toThrow('no answer');
    await announcer.finished(result as JobResult);
    expect(send.mock.calls[1]).toEqual(send.mock.calls[0]);
  });
});
