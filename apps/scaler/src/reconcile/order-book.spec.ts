import type { FleetOrder } from '@facefleet/fleet';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OrderBook } from './order-book';

const AT = '2026-11-01T00:00:00.000Z';
const common = { v: 1 as const, id: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11', at: AT, by: 'root' };
const configured = {
  minWorkers: 0,
  maxWorkers: 5,
  slots: 1,
  deadlineS: 60,
  idleS: 60,
  emptyProofs: 3,
  silentAfterS: 10,
  serviceTimeMs: 1000,
  bootS: 3,
  minBillS: 0,
  lateCostS: 300,
};

let looks: number;
let answer: () => Promise<FleetOrder[]>;
let book: OrderBook;

beforeEach(() => {
  vi.useFakeTimers();
  Logger.overrideLogger(false);
  looks = 0;
  answer = () => Promise.resolve([]);
  const all = () => {
    looks += 1;
    return answer();
  };
  book = new OrderBook({ all }, configured);
});
afterEach(() => {
  book.onModuleDestroy();
  vi.useRealTimers();
});

describe('OrderBook', () => {
  it('knows nothing until the orders were read, and looks again soon', async () => {
    answer = () => Promise.reject(new Error('no answer'));
    book.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(500);
    expect(book.isKnown).toBe(false);
    answer = () => Promise.resolve([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(book.isKnown).toBe(true);
    expect(book.policy()).toEqual(configured);
    expect(book.pause(0)).toBeUndefined();
  });

  it('follows orders within half a minute, or at once where it is told of them', async () => {
    book.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(0);
    const change = { maxWorkers: 2, deadlineS: 120 };
    answer = () => Promise.resolve([{ ...common, kind: 'policy', change, before: {}, after: change }]);
    await vi.advanceTimersByTimeAsync(29_000);
    expect(book.policy().maxWorkers).toBe(5);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(book.policy()).toEqual({ ...configured, ...change });
    answer = () =>
      Promise.resolve([{ ...common, kind: 'pause', reason: null, until: '2026-11-01T01:00:00.000Z' }]);
    book.refresh();
    await vi.advanceTimersByTimeAsync(0);
    expect(book.pause(Date.parse(AT))).toMatchObject({ by: 'root' });
    expect(book.pause(Date.parse(AT) + 3_600_000)).toBeUndefined();
  });

  it('keeps to what it has read while the store does not answer', async () => {
    answer = () => Promise.resolve([{ ...common, kind: 'pause', reason: null, until: null }]);
    book.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(0);
    answer = () => Promise.reject(new Error('no answer'));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(book.pause(0)).toMatchObject({ by: 'root' });
  });

  it('looks again after a look that began before it was told', async () => {
    let first: (orders: FleetOrder[]) => void = () => undefined;
    answer = () => new Promise((resolve) => (first = resolve));
    book.refresh();
    book.refresh();
    book.refresh();
    answer = () => Promise.resolve([{ ...common, kind: 'pause', reason: null, until: null }]);
    first([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(looks).toBe(2);
    expect(book.pause(0)).toBeDefined();
  });
});
