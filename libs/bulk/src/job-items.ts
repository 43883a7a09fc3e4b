import { ResultStore } from '@facefleet/aws';
import type { ItemOutcome, ItemWarnings, JobProgress, OutcomeStatus } from '@facefleet/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { BulkJobs, type JobRecord } from './bulk-jobs';
import { IMPORT } from './import';
import { decisive, jobKeys, outcomeOfKey } from './job-keys';
import { ProgressBook } from './progress-book';

export type ItemStatus = OutcomeStatus | 'pending';

export interface JobItem {
  index: number;
  status: ItemStatus;
  /** Of what was rejected or failed. */
  error?: ItemOutcome['error'];
  /** Of what succeeded all the same. */
  warnings?: ItemWarnings;
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
    await this.addErrors(job, items);
    if (job.kind === IMPORT) await this.addWarnings(job, items); // nothing else has any
    return { items, next };
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

  private async addErrors({ id }: JobRecord, items: JobItem[]): Promise<void> {
    await forEach(
      items.filter(({ status }) => status === 'failed' || status === 'rejected'),
      async (item) => {
        const outcome = await this.jobs.outcome({ id, index: item.index }, item.status as OutcomeStatus);
        item.error = outcome?.error;
      },
    );
  }

  private async addWarnings({ id }: JobRecord, items: JobItem[]): Promise<void> {
    const succeeded = items.filter(({ status }) => status === 'succeeded');
    const [first, last] = [succeeded[0], succeeded.at(-1)];
    if (!first || !last) return;
    const warned = await this.warnedBetween(id, first.index, last.index);
    await forEach(
      succeeded.filter(({ index }) => warned.has(index)),
      async (item) => {
        item.warnings = await this.jobs.warnings({ id, index: item.index });
      },
    );
  }

  private async warnedBetween(id: string, from: number, to: number): Promise<Set<number>> {
    const warned = new Set<number>();
    let after: string | undefined = from === 0 ? '' : jobKeys.warningsOf({ id, index: from - 1 });
    while (after !== undefined) {
      const keys: string[] = await this.store.listAfter(jobKeys.warnings(id), after, KEYS_PER_LISTING);
      for (const key of keys) warned.add(Number(key.slice(jobKeys.warnings(id).length)));
      const last = keys.at(-1);
      const isDone =
        last === undefined || keys.length < KEYS_PER_LISTING || last > jobKeys.warningsOf({ id, index: to });
      after = isDone ? undefined : last;
    }
    return warned;
  }
}

async function forEach<T>(members: readonly T[], work: (member: T) => Promise<void>): Promise<void> {
  const left = [...members];
  const workers = Array.from({ length: READS_AT_ONCE }, async () => {
    for (let member = left.shift(); member !== undefined; member = left.shift()) await work(member);
  });
  await Promise.all(workers);
}
