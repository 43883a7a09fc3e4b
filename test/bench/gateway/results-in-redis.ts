import { Redis } from 'ioredis';

/** What the services keep of results in Redis, seen from outside. */
export class ResultsInRedis {
  private constructor(private readonly redis: Redis) {}

  static async at(url: string): Promise<ResultsInRedis> {
    const redis = new Redis(url, { lazyConnect: true });
    await redis.connect();
    return new ResultsInRedis(redis);
  }

  /** @throws where one of them was not there: then it is not known what is compared */
  async forget(ids: string[]): Promise<void> {
    const forgotten = await this.redis.del(...ids.map((id) => `facefleet:result:${id}`));
    if (forgotten !== ids.length) throw new Error(`Redis had ${forgotten} of ${ids.length} results`);
  }

  async close(): Promise<void> {
    await this.redis.quit();
  }
}
