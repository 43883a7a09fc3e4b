import { CacheModule, Locks, RateCounter, RedisConnection } from '@facefleet/cache';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisServerFound } from './support/redis-found';
import { REDISES, type RunningRedis, startRedisServer } from './support/redises';
import { eventually } from './support/system';

const TTL_MS = 60_000;
/** Nobody here is in a hurry, and the machine may be busy. */
const PATIENCE_MS = 10_000;

/** A process of the system, as far as rates and locks go. */
async function join({ port }: RunningRedis): Promise<INestApplicationContext> {
  const module = {
    module: class Root {},
    imports: [CacheModule.forRoot(`redis://127.0.0.1:${port}`, { patienceMs: PATIENCE_MS })],
  };
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  await app.get(RedisConnection).whenReady();
  return app;
}

describe.each(REDISES)('locks over $name', ({ start, skip }) => {
  let redis: RunningRedis;
  let members: INestApplicationContext[];

  beforeAll(async () => {
    if (skip) return;
    redis = await start();
    members = [await join(redis), await join(redis)];
  });
  afterAll(async () => {
    if (skip) return;
    for (const member of members) await member.close();
    await redis.stop();
  });

  it.skipIf(skip)('are taken by one of two processes, until released', async () => {
    const [one, other] = members.map((member) => member.get(Locks)) as [Locks, Locks];
    const name = randomUUID();
    const taken = await Promise.all([one.take(name, 'one', TTL_MS), other.take(name, 'other', TTL_MS)]);
    expect([
      [undefined, 'one'],
      ['other', undefined],
    ]).toContainEqual(taken);
    await one.release(name);
    expect(await other.take(name, 'other', TTL_MS)).toBeUndefined();
  });

  it.skipIf(skip)('are free again after their time', async () => {
    const [one, other] = members.map((member) => member.get(Locks)) as [Locks, Locks];
    const name = randomUUID();
    await one.take(name, 'one', 200);
    expect(await other.take(name, 'other', TTL_MS)).toBe('one');
    await eventually(
      () => other.take(name, 'other', TTL_MS),
      (before) => before === undefined,
      10_000,
    );
  });
});

describe.skipIf(!redisServerFound)('rates over a real redis-server', () => {
  let redis: RunningRedis;
  let members: INestApplicationContext[];
  const counters = () => members.map((member) => member.get(RateCounter));

  beforeAll(async () => {
    redis = await startRedisServer();
    members = [await join(redis), await join(redis)];
    for (const counter of counters()) await counter.count('to load the script', 100);
  });
  afterAll(async () => {
    for (const member of members) await member.close();
    await redis.stop();
  });

  it('are counted for all processes together, whoever asks at once', async () => {
    const name = randomUUID();
    const quotas = await Promise.all(
      counters().flatMap((counter) => Array.from({ length: 4 }, () => counter.count(name, 5))),
    );
    expect(quotas.filter(({ allowed }) => allowed)).toHaveLength(5);
    for (const { resetMs } of quotas) expect(resetMs).toBeLessThanOrEqual(RateCounter.WINDOW_S * 1_000);
  });

  it('go on in each process by itself once Redis is gone', async () => {
    const name = randomUUID();
    await redis.stop();
    for (const counter of counters()) {
      const quotas = await Promise.all([1, 2, 3].map(() => counter.count(name, 2)));
      expect(quotas.map(({ allowed }) => allowed)).toEqual([true, true, false]);
    }
  });
});
