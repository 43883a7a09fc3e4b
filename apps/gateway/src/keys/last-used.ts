import { Clock, messageOf } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { KeyStore } from './key-store';

/** Written at most so often for each key: it is for people who wonder whether a key is still in use. */
const WRITE_EVERY_MS = 60_000;
const MAX_KEYS = 10_000;

/** When each key was last used. No request waits for it. */
@Injectable()
export class LastUsed {
  private readonly logger = new Logger(LastUsed.name);
  private readonly writtenAtMs = new LRUCache<string, number>({ max: MAX_KEYS });

  constructor(
    @Inject(KeyStore) private readonly store: KeyStore,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  note(keyId: string): void {
    const nowMs = this.clock.nowMs();
    if (nowMs - (this.writtenAtMs.get(keyId) ?? -Infinity) < WRITE_EVERY_MS) return;
    this.writtenAtMs.set(keyId, nowMs);
    this.store
      .saveLastUsed(keyId, new Date(nowMs).toISOString())
      .catch((error: unknown) =>
        this.logger.warn({ keyId, error: messageOf(error) }, 'last use not written'),
      );
  }
}
