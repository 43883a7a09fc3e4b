import 'reflect-metadata';
import { AwsModule, ResultStore } from '@facefleet/aws';
import { CacheModule, RedisConnection, ResultCache } from '@facefleet/cache';
import { JobResult } from '@facefleet/contracts';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { answerQuestions, childSettings } from '../../support/asked-child';
import type { StoreReadsAnswer, StoreReadsQuestion, StoreReadsSettings } from './store-reads';

const { redisUrl, awsEndpoint, ...queuesAndBuckets } = childSettings<StoreReadsSettings>();

/** A gateway has read thousands of them; what is read for the first times is slow from either place. */
const WARM_UP_ROUNDS = 4;

@Module({
  imports: [
    CacheModule.forRoot(redisUrl, { remembersHere: false }),
    AwsModule.forRoot({ region: 'us-east-1', endpoint: awsEndpoint, ...queuesAndBuckets }),
  ],
})
class StoresModule {}

answerQuestions<StoreReadsQuestion, StoreReadsAnswer>(async () => {
  const app = await NestFactory.createApplicationContext(StoresModule, { logger: false });
  const [cache, store] = [app.get(ResultCache), app.get(ResultStore)];
  await app.get(RedisConnection).whenReady();

  const fromRedis = (id: string) => cache.result(id);
  const fromS3 = async (id: string) => {
    const json = await store.get(id);
    return json && JobResult.parse(JSON.parse(json.toString('utf8')));
  };
  const timed = async (read: (id: string) => Promise<JobResult | undefined>, id: string) => {
    const startedAt = performance.now();
    const result = await read(id);
    const tookMs = performance.now() - startedAt;
    if (result?.id !== id) throw new Error(`${id} was not found: what it took would tell nothing`);
    return tookMs;
  };

  const readAll = async (ids: string[]) => {
    cache.forgetAllHere(); // it is Redis that is asked, not the memory in front of it
    const answer: StoreReadsAnswer = { redisMs: [], s3Ms: [] };
    for (const id of ids) {
      answer.redisMs.push(await timed(fromRedis, id));
      answer.s3Ms.push(await timed(fromS3, id));
    }
    return answer;
  };

  return async ({ ids }) => {
    for (let round = 0; round < WARM_UP_ROUNDS; round++) await readAll(ids);
    return readAll(ids);
  };
});
