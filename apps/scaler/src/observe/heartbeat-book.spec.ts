import type { WorkerHeartbeat } from '@facefleet/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { HeartbeatBook } from './heartbeat-book';

const clock = { atMs: 0, nowMs: () => clock.atMs };
let book: HeartbeatBook;

beforeEach(() => {
  book = new HeartbeatBook(clock);
});

function hear(atMs: number, change: Partial<WorkerHeartbeat> = {}): void {
  clock.atMs = atMs;
  book.record({
    workerId: 'a',
    state: 'ready',
    atMs: 999_999,
    slots: 2,
    busySlots: 0,
    finished: 0,
    ...change,
  });
}

describe('HeartbeatBook', () => {
  it("keeps a worker's newest heartbeat with the time of its arrival by our own clock", () => {
    hear(1000);
    hear(2000, { busySlots: 1 });
    expect(book.of('a')).toMatchObject({ receivedAtMs: 2000, heartbeat: { busySlots: 1 } });
    expect(book.of('b')).toBeUndefined();
  });

  it('knows since when a worker is idle', () => {
    hear(1000);
    hear(2000);
    expect(book.of('a')?.idleSinceMs).toBe(1000);
    hear(3000, { busySlots: 1 });
    expect(book.of('a')?.idleSinceMs).toBeUndefined();
    hear(4000, { finished: 1 });
    expect(book.of('a')?.idleSinceMs).toBe(4000);
  });

  it('notices a message that came and went between two heartbeats', () => {
    hear(1000, { finished: 5 });
    hear(2000, { finished: 6 });
    expect(book.of('a')?.idleSinceMs).toBe(2000);
  });

  it('knows when a worker was ready for the first time', () => {
    hear(1000, { state: 'starting' });
    hear(2000);
    hear(3000);
    expect(book.of('a')?.readyAtMs).toBe(2000);
  });

  it('forgets that when the worker begins another life, also where its start was not heard', () => {
    hear(1000, { finished: 3 });
    hear(2000, { state: 'starting' });
    expect(book.of('a')?.readyAtMs).toBeUndefined();
    hear(3000, { finished: 3 });
    hear(4000, { finished: 1 });
    expect(book.of('a')).toMatchObject({ readyAtMs: 4000, idleSinceMs: 4000 });
  });

  it('takes the mean of the service times and remembers it when the workers are gone', () => {
    expect(book.serviceTimeMs).toBeUndefined();
    hear(1000, { serviceTimeMs: 100 });
    hear(1000, { workerId: 'b', serviceTimeMs: 300 });
    hear(1000, { workerId: 'c' });
    expect(book.serviceTimeMs).toBe(200);
    book.keepOnly(['c']);
    expect(book.of('a')).toBeUndefined();
    expect(book.serviceTimeMs).toBe(200);
  });
});
