import { CACHE_MANAGER } from '@nestjs/cache-manager';
import { Inject, Injectable } from '@nestjs/common';
import { JobResult, type QuestionKind, type SucceededOf } from '@facefleet/contracts';
import type { Cache } from 'cache-manager';
import { LRUCache } from 'lru-cache';
import { type Forgotten, isAbout, keysOfResults } from './forgotten';
import { isAnswerTo, type Question, questionKey } from './question';
import { RedisConnection } from './redis';

/** Whether this process keeps results in its own memory, too. */
export const REMEMBERS_HERE = Symbol('remembers here');

export interface CacheCounters {
  hits: number;
  misses: number;
}

const ANSWER_TTL_MS = 24 * 3600 * 1000;
const RESULT_TTL_MS = 3600 * 1000;
const MEMORY_BYTES = 32 * 1024 * 1024;
/** Whoever erases somebody waits for this; what it does not reach is forgotten when its time is over. */
const MOST_FORGETTING_MS = 5_000;

/**
 * Results by the id of their request, and answers by their question. Redis holds them for everybody, a small memory
 * in front of it for this process. Nothing here is the truth: a failing Redis reads as a miss.
 */
@Injectable()
export class ResultCache {
  readonly counters: CacheCounters = { hits: 0, misses: 0 };
  /** Results as JSON: what comes from Redis was looked at before it came in here. */
  private readonly memory = new LRUCache<string, string>({
    maxSize: MEMORY_BYTES,
    sizeCalculation: (json, key) => json.length + key.length,
    ttl: RESULT_TTL_MS,
  });

  constructor(
    @Inject(CACHE_MANAGER) private readonly shared: Cache,
    @Inject(RedisConnection) private readonly redis: RedisConnection,
    @Inject(REMEMBERS_HERE) private readonly remembersHere: boolean,
  ) {}

  async result(id: string): Promise<JobResult | undefined> {
    return this.read(`result:${id}`);
  }

  async rememberResult(result: JobResult): Promise<void> {
    await this.write(`result:${result.id}`, JSON.stringify(result), RESULT_TTL_MS);
  }

  /** Counts as a hit or a miss. */
  async answer(question: Question): Promise<SucceededOf<QuestionKind> | undefined> {
    const answer = await this.read(questionKey(question));
    if (isAnswerTo(question, answer)) {
      this.counters.hits += 1;
      return answer;
    }
    this.counters.misses += 1;
    return undefined;
  }

  /** @param mostMs what was asked for must not be kept for longer */
  async rememberAnswer(
    question: Question,
    answer: SucceededOf<QuestionKind>,
    mostMs = Infinity,
  ): Promise<void> {
    await this.write(questionKey(question), JSON.stringify(answer), Math.min(ANSWER_TTL_MS, mostMs));
  }

  /**
   * Deletes from Redis, and from the memory of this process, what is kept of a gallery, or of some of its people. Never
   * throws: nothing here is kept for longer than a day.
   *
   * @param mostMs what is not reached within this time is forgotten when its time is over
   * @returns how many results and answers were deleted from Redis
   */
  async forget(about: Forgotten, mostMs = MOST_FORGETTING_MS): Promise<number> {
    this.forgetHere(about);
    const deadline = AbortSignal.timeout(mostMs);
    let forgotten = 0;
    try {
      for await (const keys of keysOfResults(this.redis)) {
        const values = await this.shared.mget<string>(keys);
        const found = keys.filter((_, at) => isAbout(about, values[at]));
        if (found.length > 0) await this.shared.mdel(found);
        forgotten += found.length;
        if (deadline.aborted) break;
      }
    } catch {
      return forgotten; // Redis went away
    }
    return forgotten;
  }

  /** The results of these requests, in Redis and in the memory of this process; others have them for an hour at most. */
  async drop(ids: readonly string[]): Promise<void> {
    const keys = ids.map((id) => `result:${id}`);
    for (const key of keys) this.memory.delete(key);
    if (keys.length > 0 && this.redis.isReady) await this.shared.mdel(keys).catch(() => undefined);
  }

  /** As `forget`, in the memory of this process alone. */
  forgetHere(about: Forgotten): void {
    for (const [key, json] of this.memory) if (isAbout(about, json)) this.memory.delete(key);
  }

  /** Whatever this process remembers. */
  forgetAllHere(): void {
    this.memory.clear();
  }

  private async read(key: string): Promise<JobResult | undefined> {
    const near = this.memory.get(key);
    if (near !== undefined) return JSON.parse(near) as JobResult;
    if (!this.redis.isReady) return undefined; // not even a quarter of a second for a Redis that hangs
    const far = resultIn(await this.shared.get(key).catch(() => undefined));
    if (far !== undefined) this.memory.set(key, JSON.stringify(far));
    return far;
  }

  private async write(key: string, json: string, ttlMs: number): Promise<void> {
    if (this.remembersHere) this.memory.set(key, json);
    if (this.redis.isReady) await this.shared.set(key, json, ttlMs).catch(() => undefined);
  }
}

/** What lies in Redis may be of an older version of us, or of somebody else. */
function resultIn(json: unknown): JobResult | undefined {
  if (typeof json !== 'string') return undefined;
  try {
    return JobResult.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
