import { Inject, Injectable } from '@nestjs/common';
import { RedisConnection } from './redis';
import { soon } from './soon';

/** Who comes first, among all processes. A help, not the truth: without Redis everybody comes first. */
export abstract class Locks {
  /**
   * @param value  what the others are to know of who has it
   * @param ttlMs  it is free again after this time
   * @returns the value of who came before; undefined: nobody, as far as can be known
   */
  abstract take(name: string, value: string, ttlMs: number): Promise<string | undefined>;
  abstract release(name: string): Promise<void>;
}

const PREFIX = 'facefleet:lock:';

@Injectable()
export class RedisLocks extends Locks {
  constructor(@Inject(RedisConnection) private readonly redis: RedisConnection) {
    super();
  }

  async take(name: string, value: string, ttlMs: number): Promise<string | undefined> {
    if (!this.redis.isReady) return undefined;
    return soon(this.ask(PREFIX + name, value, ttlMs), this.redis.patienceMs);
  }

  async release(name: string): Promise<void> {
    if (this.redis.isReady) await soon(this.redis.client.del(PREFIX + name), this.redis.patienceMs);
  }

  private async ask(key: string, value: string, ttlMs: number): Promise<string | undefined> {
    if ((await this.redis.client.set(key, value, 'PX', ttlMs, 'NX')) !== null) return undefined;
    return (await this.redis.client.get(key)) ?? undefined;
  }
}
