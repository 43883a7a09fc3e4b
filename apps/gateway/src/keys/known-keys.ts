import { Clock, isWithin, messageOf } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeyRecord } from './key-record';
import { idOf, looksLikeSecret, sha256Of } from './key-secret';
import { KeyStore } from './key-store';

/** So long a key that was revoked elsewhere may go on working here if the event about it was lost. */
const FRESH_MS = 5_000;
/** So long a request with a known key waits for a look that is due, before what was known goes on counting. */
const PATIENCE_MS = 300;
const MAX_KNOWN = 10_000;

interface Known {
  /** undefined: there is no such key */
  key: KeyRecord | undefined;
  seenAtMs: number;
}

/**
 * The keys that this gateway has seen, and those it has looked for in vain. A key that is known goes on working while
 * the store does not answer; of one that is not known nobody can say that it is wrong.
 */
@Injectable()
export class KnownKeys {
  private readonly logger = new Logger(KnownKeys.name);
  private readonly known = new LRUCache<string, Known>({ max: MAX_KNOWN });
  private readonly looking = new Map<string, Promise<KeyRecord | undefined>>();

  constructor(
    @Inject(KeyStore) private readonly store: KeyStore,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * @returns undefined for a secret of no key
   * @throws ExpectedError `service-unavailable`: nobody can say now
   */
  async bySecret(secret: string): Promise<KeyRecord | undefined> {
    if (!looksLikeSecret(secret)) return undefined;
    const sha256 = sha256Of(secret);
    const key = await this.byId(idOf(sha256));
    if (key === undefined) return undefined;
    return timingSafeEqual(Buffer.from(key.sha256, 'hex'), Buffer.from(sha256, 'hex')) ? key : undefined;
  }

  /** Looks again when it is asked for next. */
  forget(id: string): void {
    this.known.delete(id);
    this.looking.delete(id); // a look that began before may bring what was true then
  }

  /** Revoked here: from now on it is wrong, whatever a look that is under way brings. */
  revoke(id: string): void {
    this.looking.delete(id);
    this.known.set(id, { key: undefined, seenAtMs: this.clock.nowMs() });
  }

  private async byId(id: string): Promise<KeyRecord | undefined> {
    const known = this.known.get(id);
    if (known && isWithin(FRESH_MS, known.seenAtMs, this.clock.nowMs())) return known.key;
    const look = this.look(id);
    if (known?.key === undefined) return look;
    const fallback = sleep(PATIENCE_MS, known, { ref: false });
    const { key } = await Promise.race([look.then((key) => ({ key })), fallback]).catch((error: unknown) => {
      this.logger.warn(
        { keyId: id, error: messageOf(error) },
        'key not looked up: it goes on as it was known',
      );
      return known;
    });
    // While the store is slow or gone, not every request waits for it.
    if (key === known.key && this.known.get(id) === known) known.seenAtMs = this.clock.nowMs();
    return key;
  }

  /** One look serves all who ask meanwhile. */
  private look(id: string): Promise<KeyRecord | undefined> {
    const begun = this.looking.get(id);
    if (begun) return begun;
    const look = this.store
      .find(id)
      .then((key) => {
        if (this.looking.get(id) === look) this.known.set(id, { key, seenAtMs: this.clock.nowMs() });
        return key;
      })
      .finally(() => {
        if (this.looking.get(id) === look) this.looking.delete(id);
      });
    look.catch(() => undefined); // whoever waits hears of it; perhaps nobody waits any more
    this.looking.set(id, look);
    return look;
  }
}
