import { CacheModule, Leases, RedisConnection } from '@facefleet/cache';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisServerFound } from './support/redis-found';
import { type RunningRedis, startRedisServer } from './support/redises';
import { eventually } from './support/system';

const TTL_MS = 60_000;

describe(`leases in a real Redis${redisServerFound ? '' : ' (skipped: no redis-server on the PATH)'}`, () => {
  let redis: RunningRedis;
  let app: TestingModule;
  let leases: Leases;

  beforeAll(async () => {
    if (!redisServerFound) return;
    redis = await startRedisServer();
    app = await Test.createTestingModule({
      imports: [CacheModule.forRoot(`redis://127.0.0.1:${redis.port}`)],
    }).compile();
    await app.init();
    await app.get(RedisConnection, { strict: false }).whenReady();
    leases = app.get(Leases, { strict: false });
  });
  afterAll(async () => {
    if (!redisServerFound) return;
    await app.close();
    await redis.stop();
  });

  it.skipIf(!redisServerFound)(
    'belong to one holder at a time, and each new one has a higher epoch',
    async () => {
      const first = await leases.take('a', 'one', TTL_MS);
      expect(await leases.take('a', 'other', TTL_MS)).toBeUndefined();
      await leases.release('a', 'one');
      const second = await leases.take('a', 'other', TTL_MS);
      expect(second).toBe(first! + 1);
      expect(await leases.take('b', 'one', TTL_MS)).toBe(1);
    },
  );

  it.skipIf(!redisServerFound)('are renewed and freed by nobody but their holder', async () => {
    await leases.take('own', 'one', TTL_MS);
    expect(await leases.renew('own', 'other', TTL_MS)).toBe(false);
    await leases.release('own', 'other');
    expect(await leases.renew('own', 'one', TTL_MS)).toBe(true);
    await leases.release('own', 'one');
    expect(await leases.renew('own', 'one', TTL_MS)).toBe(false);
  });

  it.skipIf(!redisServerFound)('are got again by a holder who did not hear that he has it', async () => {
    const first = await leases.take('again', 'one', TTL_MS);
    expect(await leases.take('again', 'one', TTL_MS)).toBe(first! + 1);
  });

  it.skipIf(!redisServerFound)('end by themselves', async () => {
    await leases.take('short', 'one', 50);
    const taken = () => leases.take('short', 'other', TTL_MS);
    await eventually(taken, (epoch) => epoch === 2, 10_000);
  });

  it.skipIf(!redisServerFound)('are nobody’s as far as can be known once Redis is away', async () => {
    await redis.stop();
    await expect(leases.take('late', 'one', TTL_MS)).rejects.toThrow();
    await expect(leases.renew('a', 'other', TTL_MS)).rejects.toThrow();
  });
});
