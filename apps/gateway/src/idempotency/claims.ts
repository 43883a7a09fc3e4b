import { ClaimStore } from '@facefleet/aws';
import { Locks } from '@facefleet/cache';
import { Clock } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { Claim } from './claim';

export const DAY_MS = 24 * 3600 * 1000;
/** Claims lie in a folder for each day, so that old ones can be found without looking at all. */
export const CLAIMS_PREFIX = 'idempotency/';

/** Until the first one's claim lies in the store, where the others find it. */
const LOCK_MS = 30_000;

/**
 * Claims, of which the store is the truth. Of two gateways that get the same new key at the same moment one is stopped by
 * the lock in Redis, and where Redis is away by the store's conditional write. What remains: without Redis and over a
 * store that ignores conditional writes, both run. A single gateway lets nobody run twice by itself.
 */
@Injectable()
export class Claims {
  constructor(
    @Inject(ClaimStore) private readonly store: ClaimStore,
    @Inject(Locks) private readonly locks: Locks,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** @returns undefined where nobody claimed this name for a day */
  async find(name: string): Promise<Claim | undefined> {
    const nowMs = this.clock.nowMs();
    const days = [nowMs, nowMs - DAY_MS];
    const objects = await Promise.all(days.map((dayMs) => this.store.get(keyOf(name, dayMs))));
    const json = objects.find((object) => object !== undefined);
    if (json === undefined) return undefined;
    const claim = Claim.parse(JSON.parse(json.toString('utf8')));
    return nowMs - claim.atMs < DAY_MS ? claim : undefined;
  }

  /** @returns the claim that holds: this one, or that of somebody who came before */
  async take(name: string, claim: Claim): Promise<Claim> {
    const json = JSON.stringify(claim);
    const before = await this.locks.take(name, json, LOCK_MS);
    if (before !== undefined) return (await this.find(name)) ?? Claim.parse(JSON.parse(before));
    if (await this.putFirst(name, claim, json)) return claim;
    const other = await this.find(name);
    if (other !== undefined) return other;
    await this.save(name, claim); // the other one let go of it just now
    return claim;
  }

  async save(name: string, claim: Claim): Promise<void> {
    await this.store.put(keyOf(name, claim.atMs), JSON.stringify(claim), 'application/json');
  }

  /** As if it had never been claimed. */
  async release(name: string, { atMs }: Claim): Promise<void> {
    await this.store.delete([keyOf(name, atMs)]);
    await this.locks.release(name);
  }

  private async putFirst(name: string, { atMs }: Claim, json: string): Promise<boolean> {
    try {
      return await this.store.putIfAbsent(keyOf(name, atMs), json, 'application/json');
    } catch (error) {
      await this.locks.release(name); // nothing was claimed: the client may try again at once
      throw error;
    }
  }
}

/** @param dayMs  any moment of the day, in UTC [Unix time, ms] */
export function dayPrefix(dayMs: number): string {
  return `${CLAIMS_PREFIX}${new Date(dayMs).toISOString().slice(0, 10)}/`;
}

function keyOf(name: string, dayMs: number): string {
  return dayPrefix(dayMs) + name;
}
