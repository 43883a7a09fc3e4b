import type { JobResult } from '@facefleet/contracts';
import type { Cache } from 'cache-manager';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RedisConnection } from './redis';
import { ResultCache } from './result-cache';

const id = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const failed = {
  kind: 'recognition',
  id,
  gallery: 'default',
  finishedAt: '2026-12-01T04:00:00.000Z',
  status: 'failed',
  error: { code: 'image-unreadable', detail: 'It cannot be read.' },
} as JobResult;

describe('ResultCache', () => {
  let redis: Map<string, unknown>;
  let reads: number;
  let cache: ResultCache;

  beforeEach(() => {
    redis = new Map();
    reads = 0;
    const shared = {
      get: (key: string) => Promise.resolve((reads++, redis.get(key))),
      set: (key: string, value: unknown) => Promise.resolve(void redis.set(key, value)),
    };
    cache = new ResultCache(shared as unknown as Cache, { isReady: true } as RedisConnection, false);
  });

  it('asks Redis once for what somebody else has found', async () => {
    await cache.rememberResult(failed);
    expect(await cache.result(id)).toEqual(failed);
    expect(await cache.result(id)).toEqual(failed);
    expect(reads).toBe(1);
  });

  it('hands out an object of its own each time', async () => {
    await cache.rememberResult(failed);
    await cache.result(id);
    const [one, other] = [await cache.result(id), await cache.result(id)];
    expect(one).not.toBe(other);
  });

  it('shows the same of a result from Redis and from its memory, also of a newer version', async () => {
    redis.set(`result:${id}`, JSON.stringify({ ...failed, mood: 'new' }));
    expect(await cache.result(id)).toEqual(failed);
    expect(await cache.result(id)).toEqual(failed);
  });

  it.each([
    ['no JSON', 'x{'],
    ['something else', '{"id":1}'],
    ['no text', { id }],
  ])('takes %s for nothing, and does not remember it', async (_, value) => {
    redis.set(`result:${id}`, value);
    expect(await cache.result(id)).toBeUndefined();
    redis.set(`result:${id}`, JSON.stringify(failed));
    expect(await cache.result(id)).toEqual(failed);
  });
});
