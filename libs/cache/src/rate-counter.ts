import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { RedisConnection } from './redis';
import { soon } from './soon';

/** What is left of a rate after a request was counted. */
export interface Quota {
  allowed: boolean;
  remaining: number;
  /** Until all of it is there again [ms] */
  resetMs: number;
}

/** Counts requests per name and minute, among all processes where Redis is up, else in this one. Never throws. */
export abstract class RateCounter {
  /** The window of a rate [s] */
  static readonly WINDOW_S = 60;

  abstract count(name: string, perMinute: number): Promise<Quota>;
}

interface Counters {
  shared: RateLimiterRedis;
  own: RateLimiterMemory;
}

const KEY_PREFIX = 'facefleet:rate';
/** Different rates at a time; a counter that is thrown away starts anew, which costs nobody more than a minute's rate. */
const MAX_RATES = 1_000;

/**
 * The shared count is a script in Redis, so that it is exact under any concurrency. The small server that stands in for
 * Redis on one machine runs no scripts, and there the own count is exact, because the gateway is the only one. Without
 * Redis, a key may send so many requests to each of the gateways.
 */
@Injectable()
export class RedisRateCounter extends RateCounter {
  private readonly counters = new LRUCache<number, Counters>({ max: MAX_RATES });

  constructor(@Inject(RedisConnection) private readonly redis: RedisConnection) {
    super();
  }

  async count(name: string, perMinute: number): Promise<Quota> {
    const { shared, own } = this.countersOf(perMinute);
    const counted = await settled(own.consume(name));
    const byAll = this.redis.isReady
      ? await soon(settled(shared.consume(name)), this.redis.patienceMs)
      : undefined;
    // An answer of Redis may come too late: what was counted here is true all the same.
    const { consumedPoints, remainingPoints, msBeforeNext } =
      byAll === undefined || counted.consumedPoints > byAll.consumedPoints ? counted : byAll;
    return { allowed: consumedPoints <= perMinute, remaining: remainingPoints, resetMs: msBeforeNext };
  }

  private countersOf(perMinute: number): Counters {
    const known = this.counters.get(perMinute);
    if (known) return known;
    const options = { points: perMinute, duration: RateCounter.WINDOW_S, keyPrefix: KEY_PREFIX };
    const counters = {
      shared: new RateLimiterRedis({
        ...options,
        storeClient: this.redis.client,
        rejectIfRedisNotReady: true,
      }),
      own: new RateLimiterMemory(options),
    };
    this.counters.set(perMinute, counters);
    return counters;
  }
}

/** The library throws its result where the rate is exceeded. */
async function settled(consumed: Promise<RateLimiterRes>): Promise<RateLimiterRes> {
  try {
    return await consumed;
  } catch (error) {
    if (error instanceof RateLimiterRes) return error;
    throw error;
  }
}
