import {
  CacheModule,
  connectEvents,
  EventPublisher,
  EventsModule,
  type Question,
  RedisConnection,
  ResultCache,
} from '@facefleet/cache';
import type { RecognitionSucceeded } from '@facefleet/contracts';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { redisServerFound } from './support/redis-found';
import { REDISES, type RunningRedis, startRedisServer } from './support/redises';
import { eventually } from './support/system';

const QUESTION: Question = {
  kind: 'recognition',
  imageSha256: 'a'.repeat(64),
  gallery: 'default',
  galleryVersion: '1',
  model: 'm',
  modelFingerprint: 'f',
  maxFaces: 100,
};

const ANSWER: RecognitionSucceeded = {
  id: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11',
  kind: 'recognition',
  status: 'succeeded',
  gallery: 'default',
  galleryVersion: '1',
  model: 'm',
  maxFalseMatchRate: 0.001,
  image: { sha256: 'a'.repeat(64), width: 1, height: 1 },
  faces: [],
  people: [],
  timings: { queueMs: 1, fetchMs: 1, decodeMs: 1, detectMs: 1, embedMs: 1 },
  finishedAt: '2026-11-23T12:00:00.000Z',
};

interface Member {
  app: INestApplicationContext;
  cache: ResultCache;
  redis: RedisConnection;
}

describe.each(REDISES)('the result cache over $name', ({ start, skip }) => {
  let redis: RunningRedis;
  const members: Member[] = [];

  /** A process of the system, as far as the cache goes: with a memory of its own. */
  const join = async (): Promise<Member> => {
    const url = `redis://127.0.0.1:${redis.port}`;
    const module = { module: class Root {}, imports: [CacheModule.forRoot(url), EventsModule.forRoot(url)] };
    const app = await NestFactory.createApplicationContext(module, { logger: false });
    const member = { app, cache: app.get(ResultCache), redis: app.get(RedisConnection) };
    members.push(member);
    await member.redis.whenReady();
    return member;
  };

  beforeEach(async () => {
    if (!skip) redis = await start();
  });
  afterEach(async () => {
    await Promise.all(members.splice(0).map(({ app }) => app.close()));
    if (!skip) await redis.stop();
  });

  it.skipIf(skip)(
    'gives one process the answer that another remembered, and counts hits and misses',
    async () => {
      const [one, other] = [await join(), await join()];
      expect(await other.cache.answer(QUESTION)).toBeUndefined();
      await one.cache.rememberAnswer(QUESTION, ANSWER);
      expect(await other.cache.answer(QUESTION)).toEqual(ANSWER);
      expect(await other.cache.answer({ ...QUESTION, galleryVersion: '2' })).toBeUndefined();
      expect(await other.cache.answer({ ...QUESTION, maxFaces: 1 })).toBeUndefined();
      expect(other.cache.counters).toEqual({ hits: 1, misses: 3 });
    },
  );

  it.skipIf(skip)('keeps answers for a limited time', async () => {
    const { cache, redis: connection } = await join();
    await cache.rememberAnswer(QUESTION, ANSWER);
    await cache.rememberResult(ANSWER);
    const keys = await connection.client.keys('*');
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(await connection.client.pttl(key)).toBeGreaterThan(0);
  });

  it.skipIf(skip)('forgets what names a person, or all of a gallery, and nothing else', async () => {
    const [one, other] = [await join(), await join()];
    const person = { id: 'ada', name: 'Ada' };
    const named = { ...ANSWER, faces: [{ person }] } as unknown as RecognitionSucceeded;
    const ids = [1, 2, 3].map((last) => ANSWER.id.slice(0, -1) + String(last));
    const [naming, unnamed, elsewhere] = ids as [string, string, string];
    await one.cache.rememberResult({ ...named, id: naming });
    await one.cache.rememberResult({ ...ANSWER, id: unnamed });
    await one.cache.rememberResult({ ...named, id: elsewhere, gallery: 'other' });
    await one.cache.rememberAnswer(QUESTION, named);
    expect(await one.cache.forget({ gallery: 'default', ids: ['ad', 'bob'] })).toBe(0);
    expect(await one.cache.forget({ gallery: 'default', ids: ['bob', 'ada'] })).toBe(2);
    expect(await one.cache.answer(QUESTION)).toBeUndefined();
    expect(await other.redis.client.keys('*')).toEqual(
      expect.arrayContaining([unnamed, elsewhere].map((id) => `facefleet:result:${id}`)),
    );
    expect(await other.cache.forget({ gallery: 'default' })).toBe(1);
    expect(await other.redis.client.keys('*')).toEqual([`facefleet:result:${elsewhere}`]);
  });

  it.skipIf(skip)('finds and forgets what an earlier version wrote, as a text in a text', async () => {
    const [one, other] = [await join(), await join()];
    const { client } = one.redis;
    const kept = JSON.stringify(
      JSON.stringify({ value: JSON.stringify(ANSWER), expires: Date.now() + 60_000 }),
    );
    await client.set(`facefleet:result:${ANSWER.id}`, kept);
    expect(await one.cache.result(ANSWER.id)).toEqual(ANSWER);
    expect(await other.cache.forget({ gallery: 'default' })).toBe(1);
    expect(await client.keys('*')).toEqual([]);
  });

  it.skipIf(skip)('takes what is no result of ours for a miss', async () => {
    const [one, other] = [await join(), await join()];
    await one.cache.rememberResult(ANSWER);
    const [key] = await one.redis.client.keys('*');
    await one.redis.client.set(key as string, '{"value":"{\\"kind\\":\\"something else\\"}"}');
    expect(await other.cache.result(ANSWER.id)).toBeUndefined();
  });

  it.skipIf(skip)(
    'is a miss while Redis is gone, never an error, and works again when it is back',
    async () => {
      const { cache, redis: connection, app } = await join();
      const { port } = redis;
      await redis.stop();
      await eventually(
        () => connection.isReady,
        (ready) => !ready,
        10_000,
      );
      expect(await cache.answer(QUESTION)).toBeUndefined();
      await cache.rememberResult(ANSWER);
      app.get(EventPublisher).publish('job.finished', {});
      redis = await start(port);
      await eventually(
        () => connection.isReady,
        (ready) => ready,
        10_000,
      );
      const other = await join();
      await cache.rememberAnswer(QUESTION, ANSWER);
      expect(await other.cache.answer(QUESTION)).toEqual(ANSWER);
    },
  );
});

describe('the result cache over a Redis that hangs', () => {
  it.skipIf(!redisServerFound)('is a miss, the caller goes on, and the app can still end', async () => {
    const redis = await startRedisServer();
    const url = `redis://127.0.0.1:${redis.port}`;
    const module = { module: class Root {}, imports: [CacheModule.forRoot(url), EventsModule.forRoot(url)] };
    const app = await NestFactory.create(module, { logger: false });
    connectEvents(app, url);
    await app.init();
    await app.get(RedisConnection).whenReady();
    app.get(EventPublisher).publish('before', {});
    redis.process?.kill('SIGSTOP');
    const cache = app.get(ResultCache);
    expect(await cache.answer(QUESTION)).toBeUndefined();
    await cache.rememberAnswer(QUESTION, ANSWER); // would hang for ever without a time limit per command
    expect(await cache.answer(QUESTION)).toEqual(ANSWER); // from the memory of this process
    await app.close(); // would wait for ever for an answer to QUIT
    await redis.stop();
  });
});
