import { expect, it } from 'vitest';
import { WorkerStatus } from './worker-status';

it('knows when its oldest message in hand was sent, and the one that it received last', async () => {
  const status = new WorkerStatus('w', 1);
  const ends: (() => void)[] = [];
  const hold = (sentAtMs?: number) =>
    status.whileBusy(() => new Promise<void>((resolve) => ends.push(resolve)), sentAtMs);
  const held = [hold(30), hold(10), hold(), hold(20)];
  expect([status.oldestInHandAtMs, status.lastReceivedSentAtMs]).toEqual([10, 20]);
  ends[1]!();
  await held[1];
  expect(status.oldestInHandAtMs).toBe(20);
  for (const end of ends) end();
  await Promise.all(held);
  expect([status.oldestInHandAtMs, status.lastReceivedSentAtMs, status.isIdle]).toEqual([
    undefined,
    20,
    true,
  ]);
});
