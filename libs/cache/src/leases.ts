import { Inject, Injectable } from '@nestjs/common';
import { RedisConnection } from './redis';

/**
 * Who alone may do something for a while, among all processes. Other than with `Locks`, nobody has a lease where it
 * cannot be known: every failure throws, and then nothing is known of whether the call was done.
 */
export abstract class Leases {
  /**
   * @param holder  of the lease from now on, if it is free or his already
   * @param ttlMs   it is free again after this time
   * @returns the lease's epoch, higher than that of everybody who had it before; undefined: somebody else has it
   */
  abstract take(name: string, holder: string, ttlMs: number): Promise<number | undefined>;
  /** @returns false where the lease is not the holder's (any more) */
  abstract renew(name: string, holder: string, ttlMs: number): Promise<boolean>;
  /** Frees the lease if it is the holder's. */
  abstract release(name: string, holder: string): Promise<void>;
}

const PREFIX = 'facefleet:lease:';

// Scripts, because reading who has it and changing it must be one step: else a process that was away for a moment would
// renew or free what has become somebody else's.
const TAKE = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return false end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return redis.call('INCR', KEYS[2])`;
const RENEW = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;
const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

@Injectable()
export class RedisLeases extends Leases {
  constructor(@Inject(RedisConnection) private readonly redis: RedisConnection) {
    super();
  }

  async take(name: string, holder: string, ttlMs: number): Promise<number | undefined> {
    const [key, epochKey] = [PREFIX + name, `${PREFIX}${name}:epoch`];
    const epoch = await this.redis.client.eval(TAKE, 2, key, epochKey, holder, ttlMs);
    return typeof epoch === 'number' ? epoch : undefined;
  }

  async renew(name: string, holder: string, ttlMs: number): Promise<boolean> {
    return (await this.redis.client.eval(RENEW, 1, PREFIX + name, holder, ttlMs)) === 1;
  }

  async release(name: string, holder: string): Promise<void> {
    await this.redis.client.eval(RELEASE, 1, PREFIX + name, holder);
  }
}
