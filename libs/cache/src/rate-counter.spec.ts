import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RateCounter, RedisRateCounter } from './rate-counter';
import type { RedisConnection } from './redis';

describe('a rate without Redis', () => {
  let counter: RateCounter;

  beforeEach(() => {
    vi.useFakeTimers();
    counter = new RedisRateCounter({ isReady: false, client: {} } as RedisConnection);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is kept exactly, whoever asks at once', async () => {
    const quotas = await Promise.all(Array.from({ length: 7 }, () => counter.count('a', 5)));
    expect(quotas.filter(({ allowed }) => allowed)).toHaveLength(5);
    expect(quotas.map(({ remaining }) => remaining)).toEqual([4, 3, 2, 1, 0, 0, 0]);
  });

  it('is there again after a minute, and says so', async () => {
    await counter.count('a', 1);
    vi.advanceTimersByTime(20_000);
    expect(await counter.count('a', 1)).toEqual({ allowed: false, remaining: 0, resetMs: 40_000 });
    vi.advanceTimersByTime(40_000);
    expect(await counter.count('a', 1)).toMatchObject({ allowed: true });
  });

  it('is that of one name', async () => {
    await counter.count('a', 1);
    expect(await counter.count('b', 1)).toMatchObject({ allowed: true });
    expect(await counter.count('a', 1)).toMatchObject({ allowed: false });
  });
});

it('a rate over a Redis that runs no scripts, or does not answer, is counted here', async () => {
  const commands = {
    status: 'ready',
    defineCommand: () => undefined,
    rlflxIncr: () => Promise.reject(new Error("ERR unknown command 'evalsha'")),
  };
  for (const rlflxIncr of [commands.rlflxIncr, () => new Promise(() => undefined)]) {
    const client = { ...commands, rlflxIncr };
    const redis = { isReady: true, patienceMs: 5, client };
    const counter = new RedisRateCounter(redis as unknown as RedisConnection);
    expect(await counter.count('a', 1)).toMatchObject({ allowed: true, remaining: 0 });
    expect(await counter.count('a', 1)).toMatchObject({ allowed: false });
  }
});

it('a rate over Redis is what Redis counted, for all processes', async () => {
  let counted = 1;
  const client = {
    status: 'ready',
    defineCommand: () => undefined,
    rlflxIncr: () => Promise.resolve([(counted += 1), 30_000]),
  };
  const processes = [0, 1].map(
    () => new RedisRateCounter({ isReady: true, patienceMs: 5_000, client } as unknown as RedisConnection),
  );
  const quotas = await Promise.all(processes.map((counter) => counter.count('a', 2)));
  expect(quotas).toEqual([
    { allowed: true, remaining: 0, resetMs: 30_000 },
    { allowed: false, remaining: 0, resetMs: 30_000 },
  ]);
});
