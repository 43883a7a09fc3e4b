import { CacheModule as NestCacheModule } from '@nestjs/cache-manager';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { KeyvAdapter } from 'cache-manager';
import { redisInsStore } from 'cache-manager-ioredis-yet';
import { Keyv } from 'keyv';
import { Leases, RedisLeases } from './leases';
import { Locks, RedisLocks } from './locks';
import { RateCounter, RedisRateCounter } from './rate-counter';
import { RedisConnection } from './redis';
import { REMEMBERS_HERE, ResultCache } from './result-cache';

@Global()
@Module({})
class RedisModule {
  static forRoot(url: string, patienceMs?: number): DynamicModule {
    return {
      module: RedisModule,
      providers: [{ provide: RedisConnection, useFactory: () => new RedisConnection(url, patienceMs) }],
      exports: [RedisConnection],
    };
  }
}

/** The shared cache: cache-manager over ioredis. */
@Global()
@Module({})
export class CacheModule {
  /**
   * @param options.patienceMs as of `RedisConnection`
   * @param options.remembersHere false where results are written and never asked for
   */
  static forRoot(
    redisUrl: string,
    { patienceMs, remembersHere = true }: { patienceMs?: number; remembersHere?: boolean } = {},
  ): DynamicModule {
    return {
      module: CacheModule,
      imports: [
        RedisModule.forRoot(redisUrl, patienceMs),
        NestCacheModule.registerAsync({
          inject: [RedisConnection],
          useFactory: (redis: RedisConnection) => ({ stores: [keyvOverRedis(redis)] }),
        }),
      ],
      providers: [
        { provide: REMEMBERS_HERE, useValue: remembersHere },
        ResultCache,
        { provide: Locks, useClass: RedisLocks },
        { provide: Leases, useClass: RedisLeases },
        { provide: RateCounter, useClass: RedisRateCounter },
      ],
      exports: [ResultCache, Locks, Leases, RateCounter],
    };
  }
}

function keyvOverRedis(redis: RedisConnection): Keyv {
  // The store was written for cache-manager 5, whose types name things that the adapter's do not; the shapes fit.
  const store = new KeyvAdapter(redisInsStore(redis.client) as never);
  // The store makes a text of whatever it gets: another one inside would be parsed twice. Earlier versions wrote such.
  const keyv = new Keyv({ namespace: 'facefleet', store, serialize: undefined });
  keyv.on('error', () => undefined); // RedisConnection says once that Redis is gone
  return keyv;
}
