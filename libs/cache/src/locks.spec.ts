import { expect, it } from 'vitest';
import { RedisLocks } from './locks';
import type { RedisConnection } from './redis';

/** The two commands that locks are made of, as Redis has them. */
class FakeClient {
  readonly keys = new Map<string, string>();

  set(key: string, value: string, ...options: unknown[]): Promise<'OK' | null> {
    expect(options).toEqual(['PX', 1_000, 'NX']);
    if (this.keys.has(key)) return Promise.resolve(null);
    this.keys.set(key, value);
    return Promise.resolve('OK');
  }
  get = (key: string) => Promise.resolve(this.keys.get(key) ?? null);
  del = (key: string) => Promise.resolve(Number(this.keys.delete(key)));
}
const locksOver = (redis: object) => new RedisLocks(redis as RedisConnection);

it('a lock is its first taker’s until it is released', async () => {
  const client = new FakeClient();
  const [one, other] = [locksOver({ isReady: true, client }), locksOver({ isReady: true, client })];
  expect(await one.take('a', 'one', 1_000)).toBeUndefined();
  expect(await other.take('a', 'other', 1_000)).toBe('one');
  expect(await other.take('b', 'other', 1_000)).toBeUndefined();
  await one.release('a');
  expect(await other.take('a', 'other', 1_000)).toBeUndefined();
});

it('without Redis, or over one that fails or does not answer, everybody comes first', async () => {
  const failing = () => Promise.reject(new Error('away'));
  const silent = () => new Promise(() => undefined);
  for (const redis of [
    { isReady: false, client: {} },
    { isReady: true, client: { set: failing, del: failing } },
    { isReady: true, client: { set: silent, del: silent } },
  ]) {
    const locks = locksOver(redis);
    expect(await locks.take('a', 'one', 1_000)).toBeUndefined();
    expect(await locks.take('a', 'other', 1_000)).toBeUndefined();
    await locks.release('a');
  }
});
