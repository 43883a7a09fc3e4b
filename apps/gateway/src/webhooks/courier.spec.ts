import { uuidv7 } from '@facefleet/platform';
import { describe, expect, it, vi } from 'vitest';
import { Courier } from './courier';
import type { Verdict } from './deliverer';

const message = (webhookId: string) => {
  const deliveryId = uuidv7();
  return {
    Body: JSON.stringify({ v: 1, webhookId, deliveryId, run: deliveryId }),
    ReceiptHandle: deliveryId,
    Attributes: { ApproximateReceiveCount: '1' },
  };
};

function courierWith(deliver: (message: { webhookId: string }, signal: AbortSignal) => Promise<Verdict>) {
  const queue = {
    send: vi.fn(),
    delete: vi.fn(() => Promise.resolve()),
    hide: vi.fn(() => Promise.resolve()),
  };
  return { queue, courier: new Courier({ deliver } as never, queue) };
}

/** Until the signal. */
const never = (signal: AbortSignal) =>
  new Promise<Verdict>((resolve) =>
    signal.addEventListener('abort', () => resolve({ kind: 'later', pauseMs: 0 })),
  );

describe('what becomes of a message', () => {
  it('is its deletion when it is done, and a rest of the right length when it is not', async () => {
    const verdicts: Verdict[] = [{ kind: 'done' }, { kind: 'later', pauseMs: 4_200 }];
    const { courier, queue } = courierWith(() => Promise.resolve(verdicts.shift() as Verdict));
    const [first, second] = [message(uuidv7()), message(uuidv7())];
    await courier.take(first);
    await courier.take(second);
    await courier.finish();
    expect(queue.delete.mock.calls).toEqual([[first.ReceiptHandle]]);
    expect(queue.hide.mock.calls).toEqual([[second.ReceiptHandle, 5]]);
  });

  it('is one delivery where two messages of it come at the same time, as when two workers saw the job end', async () => {
    const twin = message(uuidv7());
    let ended = (_verdict: Verdict) => {};
    const deliver = vi.fn(() => new Promise<Verdict>((resolve) => (ended = resolve)));
    const { courier, queue } = courierWith(deliver);
    await courier.take(twin);
    await courier.take({ ...twin, ReceiptHandle: 'of the other' });
    await vi.waitFor(() => expect(queue.hide.mock.calls).toEqual([['of the other', 1]]));
    ended({ kind: 'done' });
    await courier.finish();
    expect(deliver).toHaveBeenCalledTimes(1);
    expect(queue.delete.mock.calls).toEqual([[twin.ReceiptHandle]]);
    void courier.take({ ...twin, ReceiptHandle: 'of the other' }); // looked at again
    await vi.waitFor(() => expect(deliver).toHaveBeenCalledTimes(2));
  });

  it('is another try after something went wrong here, and nothing breaks where the queue does not answer either', async () => {
    const { courier, queue } = courierWith(() => Promise.reject(new Error('the store is away')));
    queue.hide.mockRejectedValueOnce(new Error('the queue is away'));
    await courier.take(message(uuidv7()));
    await courier.take({ ...message(uuidv7()), Body: 'what is this?' });
    await courier.finish();
    expect(queue.hide).toHaveBeenCalledTimes(2);
    expect(queue.delete).not.toHaveBeenCalled();
  });

  it('is to wait where its endpoint has enough to do, while those of others go on', async () => {
    vi.useFakeTimers();
    try {
      const slow = uuidv7();
      const { courier, queue } = courierWith(({ webhookId }, signal) =>
        webhookId === slow ? never(signal) : Promise.resolve<Verdict>({ kind: 'done' }),
      );
      for (let n = 0; n < 20; n++) await courier.take(message(slow));
      const others = Array.from({ length: 100 }, () => message(uuidv7()));
      for (const other of others) await courier.take(other);
      await vi.waitFor(() => expect(queue.delete).toHaveBeenCalledTimes(others.length));
      expect(queue.hide).toHaveBeenCalledTimes(16);
      const finished = courier.finish();
      await vi.runAllTimersAsync();
      await finished;
      expect(queue.hide.mock.calls.slice(16)).toHaveLength(4); // cut off at shutdown, for another gateway
    } finally {
      vi.useRealTimers();
    }
  });
});
