import { ResultStore } from '@facefleet/aws';
import type { JobProgress, JobState } from '@facefleet/contracts';
import { Clock, isWithin } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { BulkJobs, type JobRecord } from './bulk-jobs';
import { jobKeys, outcomeOfKey } from './job-keys';
import { Tally } from './tally';

/** However often somebody asks, the store is asked no more often than this [ms] ... */
const MAX_AGE_MS = 1_000;
/** ... nor for more than this part of the time. */
const LISTING_SHARE = 0.2;
const KEYS_PER_PAGE = 1_000;
const JOBS_IN_MEMORY = 200;
/** The outcomes of a job have one prefix, under which S3 takes 3,500 objects a second: no fleet ends more items. */
const MOST_ENDED_PER_S = 4_000;
/** So many open items are not counted any more: one of them is looked at. */
const FEW_OPEN = MOST_ENDED_PER_S;
const ITEMS_PER_LOOK = KEYS_PER_PAGE / 2;
/**
 * A recognizer that holds an item looks at most this long after the cancellation whether there was one. What comes
 * later still, from one that was paused, counts as what it is.
 */
export const CANCELLATION_SETTLED_MS = 5_000;

interface Watched {
  tally: Tally;
  /** undefined: never looked */
  progress?: JobProgress;
  freshFromMs: number;
  freshForMs: number;
  /** Within this time no fleet can have ended all items. */
  openFromMs: number;
  openForMs: number;
  running?: Promise<JobProgress>;
}

const NOT_LOOKED = { freshFromMs: -Infinity, freshForMs: 0, openFromMs: -Infinity, openForMs: 0 };

/**
 * How far jobs are, by listing their outcomes. What cannot change is listed once: the items up to the first that has
 * not ended, and nothing at all of a job that is finished.
 */
@Injectable()
export class ProgressBook {
  private readonly watched = new LRUCache<string, Watched>({ max: JOBS_IN_MEMORY });

  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(ResultStore) private readonly store: ResultStore,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** At most about a second old. */
  progress(job: JobRecord): Promise<JobProgress> {
    const watched = this.watch(job);
    const { freshForMs, freshFromMs } = watched;
    if (watched.progress && isWithin(freshForMs, freshFromMs, this.clock.nowMs()))
      return Promise.resolve(watched.progress);
    watched.running ??= this.look(job, watched).finally(() => (watched.running = undefined));
    return watched.running;
  }

  /**
   * Have all items ended? Sees whatever was written before it was asked, so of all who end items and ask then, the last
   * one is told. Costs nothing while many items are open, and one small request when they are few.
   */
  async hasEnded(job: JobRecord): Promise<boolean> {
    const total = await this.jobs.totalOf(job);
    if (total === null) return false;
    const watched = this.watch(job);
    const { tally } = watched;
    const askedAtMs = this.clock.nowMs();
    if (isWithin(watched.openForMs, watched.openFromMs, askedAtMs)) return false;
    if (total - tally.ended > FEW_OPEN) {
      await this.count(job.id, tally);
      const open = total - tally.ended;
      watched.openFromMs = askedAtMs;
      watched.openForMs = (1_000 * open) / MOST_ENDED_PER_S;
      if (open > FEW_OPEN) return false;
    }
    for (let open = tally.lastOpen(total); open !== undefined; open = tally.lastOpen(total)) {
      if (!(await this.jobs.hasOutcome({ id: job.id, index: open }))) return false;
      await this.count(job.id, tally, Math.max(tally.settledBelow, open - ITEMS_PER_LOOK), open);
    }
    return true;
  }

  /** Sees whatever was written before it was asked. */
  async current(job: JobRecord): Promise<JobProgress> {
    await this.watched.get(job.id)?.running?.catch(() => undefined); // that look may have begun too early
    this.forget(job);
    return this.progress(job);
  }

  /** Whoever has just changed a job wants to see it. */
  forget({ id }: JobRecord): void {
    const watched = this.watched.get(id);
    if (watched && watched.progress?.state !== 'finished') watched.freshFromMs = -Infinity;
  }

  private watch({ id }: JobRecord): Watched {
    const fresh = () => ({ tally: new Tally(), ...NOT_LOOKED });
    const watched = this.watched.get(id) ?? fresh();
    this.watched.set(id, watched);
    return watched;
  }

  private async look(job: JobRecord, watched: Watched): Promise<JobProgress> {
    const startedAtMs = this.clock.nowMs();
    const cancelledAtMs = await this.jobs.cancelledAtMs(job.id, 0);
    const total = await this.jobs.totalOf(job);
    await this.count(job.id, watched.tally);
    const progress = this.summarise(total, watched.tally, cancelledAtMs);
    const tookMs = this.clock.nowMs() - startedAtMs;
    watched.progress = progress;
    watched.freshFromMs = this.clock.nowMs();
    watched.freshForMs =
      progress.state === 'finished' ? Infinity : Math.max(MAX_AGE_MS, tookMs / LISTING_SHARE);
    return progress;
  }

  private async count(id: string, tally: Tally, from = tally.settledBelow, to = Infinity): Promise<void> {
    let after = jobKeys.beforeOutcome({ id, index: from });
    for (;;) {
      const keys = await this.store.listAfter(jobKeys.outcomes(id), after, KEYS_PER_PAGE);
      for (const key of keys) {
        const outcome = outcomeOfKey(key);
        if (outcome) tally.note(outcome.index, outcome.status);
      }
      const last = keys.at(-1);
      if (last === undefined || keys.length < KEYS_PER_PAGE) return;
      if ((outcomeOfKey(last)?.index ?? -1) > to) return;
      after = last;
    }
  }

  private summarise(
    total: number | null,
    { counts, ended }: Tally,
    cancelledAtMs: number | undefined,
  ): JobProgress {
    const open = total === null ? Infinity : total - ended;
    if (cancelledAtMs !== undefined && (open > 0 || counts.skipped > 0)) {
      const settled = open === 0 || this.clock.nowMs() - cancelledAtMs > CANCELLATION_SETTLED_MS;
      // Those that were never sent have nobody who would write that they were skipped.
      const skipped = settled && total !== null ? counts.skipped + open : counts.skipped;
      return { state: settled ? 'cancelled' : 'cancelling', total, ...counts, skipped };
    }
    return { state: stateOf(open, ended - counts.rejected), total, ...counts };
  }
}

function stateOf(open: number, tried: number): JobState {
  if (open === 0) return 'finished';
  return tried > 0 ? 'running' : 'queued';
}
