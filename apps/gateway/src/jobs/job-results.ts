import { ResultStore } from '@facefleet/aws';
import { RedisConnection, ResultCache } from '@facefleet/cache';
import { JobResult } from '@facefleet/contracts';
import { StoredResults } from '@facefleet/privacy';
import { Announcer } from '@facefleet/webhooks';
import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Admission } from '../admission/admission';
import type { Attempt } from '../idempotency/attempt';
import { RecentErasures } from '../erasures/recent-erasures';
import { Waiters } from './waiters';

/** Pauses between two looks into the store while waiting. With events working, looking is only the safety net. */
const POLL_MS = { withEvents: { first: 5_000, most: 15_000 }, withoutEvents: { first: 150, most: 1_000 } };
const POLL_GROWTH = 1.5;

/** Where results are found: by event, in the cache, in the store, which is the truth. */
@Injectable()
export class JobResults {
  constructor(
    @Inject(ResultStore) private readonly store: ResultStore,
    @Inject(StoredResults) private readonly stored: StoredResults,
    @Inject(ResultCache) private readonly cache: ResultCache,
    @Inject(RedisConnection) private readonly redis: RedisConnection,
    @Inject(Waiters) private readonly waiters: Waiters,
    @Inject(RecentErasures) private readonly erasures: RecentErasures,
    @Inject(Announcer) private readonly announcer: Announcer,
    @Inject(Admission) private readonly admission: Admission,
  ) {}

  /** Without those who were erased since it was stored. */
  async find(id: string): Promise<JobResult | undefined> {
    const cached = await this.cache.result(id);
    if (cached) return this.erasures.remainsOf(cached);
    const json = await this.store.get(id);
    if (json === undefined) return undefined;
    const left = await this.erasures.remainsOf(JobResult.parse(JSON.parse(json.toString('utf8'))));
    if (left) await this.cache.rememberResult(left);
    return left;
  }

  /** Whether or not it is shown. */
  isStored(id: string): Promise<boolean> {
    return this.store.exists(id);
  }

  /** Remembers an answer that needed no recognizer as the result of this request. */
  async keep(result: JobResult): Promise<void> {
    await this.cache.rememberResult(result); // can be fetched from now on, wherever Redis or this process is asked
    await this.stored.put(result);
    await this.announcer.finished(result);
  }

  /** As `wait`. What an earlier request with the same idempotency key began, or may have begun, keeps its result. */
  async ofAttempt(
    attempt: Attempt,
    waitMs: number,
    signal: AbortSignal,
    start: () => Promise<void>,
  ): Promise<JobResult | undefined> {
    return this.wait(attempt.id, waitMs, signal, async () => {
      const finished = attempt.isRepeated ? await this.find(attempt.id) : undefined;
      if (finished)
        this.waiters.answer(finished); // perhaps nobody will announce it again
      else await attempt.accept(start);
    });
  }

  /**
   * Runs `start`, which leads to the result, and waits for the result.
   *
   * @param waitMs  0 does not wait
   * @param signal  the client has gone
   * @returns undefined where there was no result in time
   */
  async wait(
    id: string,
    waitMs: number,
    signal: AbortSignal,
    start: () => Promise<void>,
  ): Promise<JobResult | undefined> {
    if (waitMs === 0) {
      await start();
      return undefined;
    }
    const waiter = this.waiters.register(id);
    const ended = new AbortController();
    const end = () => ended.abort();
    const timer = setTimeout(end, waitMs);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    try {
      await start();
      waiter.accepted();
      const result = await Promise.race([waiter.answered, this.poll(id, ended.signal)]);
      if (result) this.admission.foundAnswer(id);
      return result;
    } finally {
      end();
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      waiter.close();
    }
  }

  /** Waits for the result of a request that was accepted before; at once where it is there. Else as `wait`. */
  follow(id: string, waitMs: number, signal: AbortSignal): Promise<JobResult | undefined> {
    return this.wait(id, waitMs, signal, async () => {
      const result = await this.find(id).catch(() => undefined); // the store is asked again
      if (result) this.waiters.answer(result);
    });
  }

  private async poll(id: string, until: AbortSignal): Promise<JobResult | undefined> {
    for (let round = 0; !until.aborted; round++) {
      const { first, most } = this.redis.isReady ? POLL_MS.withEvents : POLL_MS.withoutEvents;
      const slept = await sleep(Math.min(first * POLL_GROWTH ** round, most), true, { signal: until }).catch(
        () => false,
      );
      if (!slept) return undefined;
      const found = await this.find(id).catch(() => undefined); // a store that fails now may answer the next time
      if (found) return found;
    }
    return undefined;
  }
}
