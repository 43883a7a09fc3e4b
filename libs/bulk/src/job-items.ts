import { ResultStore } from '@facefleet/aws';
import type { ItemOutcome, JobProgress, OutcomeStatus } from '@facefleet/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { BulkJobs, type JobRecord } from './bulk-jobs';
import { decisive, jobKeys, outcomeOfKey } from './job-keys';
import { ProgressBook } from './progress-book';

export type ItemStatus = OutcomeStatus | 'pending';

export interface JobItem {
  index: number;
  status: ItemStatus;
  /** Of what was rejected or failed. */
  error?: ItemOutcome['error'];
}

export interface JobItemsPage {
  items: JobItem[];
  /** Where the next page begins; undefined where there is none. */
  next: number | undefined;
}

/** Items that are looked at together. */
const WINDOW = 1_000;
/** A page of rare items is given up after so many windows: its client comes again from there. */
const WINDOWS_PER_PAGE = 10;
const KEYS_PER_LISTING = 1_000;
const READS_AT_ONCE = 16;

/** The items of jobs and how they ended. */
@Injectable()
export class JobItems {
  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(ProgressBook) private readonly book: ProgressBook,
    @Inject(ResultStore) private readonly store: ResultStore,
  ) {}

  /**
   * Items from `from` on in the order of their indices. A page may have fewer than `limit` items and not be the last.
   * Of a job whose items are still being listed only those that have ended are shown.
   */
  async page(
    job: JobRecord,
    { from, limit, status }: { from: number; limit: number; status?: ItemStatus },
  ): Promise<JobItemsPage> {
    const progress = await this.book.progress(job);
    const items: JobItem[] = [];
    let next: number | undefined = from;
    for (
      let windows = 0;
      windows < WINDOWS_PER_PAGE && next !== undefined && items.length < limit;
      windows++
    ) {
      const window = await this.window(job, next, progress);
      next = window.next;
      for (const item of window.items) {
        if (status !== undefined && item.status !== status) continue;
        if (items.length === limit) {
          next = item.index;
          break;
        }
        items.push(item);
      }
    }
    return { items: await this.withErrors(job, items), next };
  }

  private async window(job: JobRecord, from: number, { total, state }: JobProgress): Promise<JobItemsPage> {
    const to = Math.min(from + WINDOW, total ?? Infinity);
    const { ended, more } = await this.endedBetween(job.id, from, to);
    const items: JobItem[] = [];
    for (let index = from; index < to; index++) {
      const status = ended.get(index) ?? (state === 'cancelled' ? 'skipped' : 'pending');
      if (total !== null || ended.has(index)) items.push({ index, status });
    }
    const isLast = total === null ? !more : to >= total;
    return { items, next: isLast ? undefined : to };
  }

  /** @returns `more`: items behind these have ended, too */
  private async endedBetween(
    id: string,
    from: number,
    to: number,
  ): Promise<{ ended: Map<number, OutcomeStatus>; more: boolean }> {
    const ended = new Map<number, OutcomeStatus>();
    let after: string | undefined = jobKeys.beforeOutcome({ id, index: from });
    while (after !== undefined) {
      const keys: string[] = await this.store.listAfter(jobKeys.outcomes(id), after, KEYS_PER_LISTING);
      for (const key of keys) {
        const outcome = outcomeOfKey(key);
        if (!outcome) continue;
        if (outcome.index >= to) return { ended, more: true };
        ended.set(outcome.index, decisive(ended.get(outcome.index), outcome.status));
      }
      after = keys.length < KEYS_PER_LISTING ? undefined : keys.at(-1);
    }
    return { ended, more: false };
  }

  private async withErrors({ id }: JobRecord, items: JobItem[]): Promise<JobItem[]> {
    const left = items.filter(({ status }) => status === 'failed' || status === 'rejected');
    const readers = Array.from({ length: READS_AT_ONCE }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) {
        const outcome = await this.jobs.outcome({ id, index: item.index }, item.status as OutcomeStatus);
        item.error = outcome?.error;
      }
    });
    await Promise.all(readers);
    return items;
  }
}
