import { ResultCache } from '@facefleet/cache';
import type { JobResult } from '@facefleet/contracts';
import { Clock, isWithin } from '@facefleet/platform';
import { ErasureBook, type PendingErasure, withoutErased } from '@facefleet/privacy';
import { Inject, Injectable } from '@nestjs/common';
import { ErasureTimes } from './erasure-times';

const MAX_STALENESS_MS = 1_000;

/**
 * Who is being erased: results that are stored, or remembered, are shown without them from the moment at which the
 * removal was answered. What is erased already needs no look: it is in no store, and each gateway forgot it meanwhile.
 */
@Injectable()
export class RecentErasures {
  private erased = new Map<string, PendingErasure>();
  private lookedAtMs = -Infinity;
  private looking: Promise<void> | undefined;

  constructor(
    @Inject(ErasureBook) private readonly book: ErasureBook,
    @Inject(ResultCache) private readonly cache: ResultCache,
    @Inject(ErasureTimes) private readonly times: ErasureTimes,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** @returns undefined where nothing is left of it */
  async remainsOf<R extends JobResult>(result: R): Promise<R | undefined> {
    await this.beFresh();
    let left: JobResult = result;
    for (const erased of this.erased.values()) {
      const remains = withoutErased(left, erased);
      if (remains.what === 'erased') return undefined;
      if (remains.what === 'changed') left = remains.result;
    }
    return left as R; // of the same kind as before
  }

  /** To be called again and again, also where nobody asks. @returns those that are not finished, the oldest first */
  async look(): Promise<PendingErasure[]> {
    const startedAtMs = this.clock.nowMs();
    const pending = await this.book.pending();
    // Whoever did not look for so long may have missed one altogether.
    if (!isWithin(this.times.pendingAtLeastMs, this.lookedAtMs, startedAtMs)) this.cache.forgetAllHere();
    const isNews = pending.some(({ id, isRemoved }) => this.erased.get(id)?.isRemoved !== isRemoved);
    // What was read from Redis while it lasted may be as it was before.
    const hasEnded = [...this.erased.keys()].some((id) => pending.every((one) => one.id !== id));
    if (isNews || hasEnded) this.cache.forgetAllHere();
    // Who is just being removed is not shown at all: when that is answered, each gateway has seen it begin.
    const seen = pending.map((one) => (one.isRemoved ? one : { ...one, beforeMs: Infinity }));
    this.erased = new Map(seen.map((one) => [one.id, one]));
    this.lookedAtMs = startedAtMs;
    return pending;
  }

  /** As `look`, where that is a second ago. */
  async lookAgain(): Promise<void> {
    if (!this.hasLookedWithin(MAX_STALENESS_MS)) await this.look();
  }

  /** A store that fails for a moment is no reason to answer nothing. */
  private async beFresh(): Promise<void> {
    if (this.hasLookedWithin(MAX_STALENESS_MS)) return;
    this.looking ??= this.look()
      .then(() => undefined)
      .finally(() => (this.looking = undefined));
    await this.looking.catch((error: unknown) => {
      if (!this.hasLookedWithin(this.times.pendingAtLeastMs)) throw error;
    });
  }

  private hasLookedWithin(lengthMs: number): boolean {
    return isWithin(lengthMs, this.lookedAtMs, this.clock.nowMs());
  }
}
