import { BATCH, BulkJobs, IMPORT, ProgressBook } from '@facefleet/bulk';
import type { AskedKind, JobResult, ResultOf } from '@facefleet/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { JobQueue } from './job-queue';
import { JobResults } from './job-results';

/** Requests that may also be an item of a job, and of which kind of job. */
const ITEM_OF: Partial<Record<AskedKind, string>> = { recognition: BATCH, enrolment: IMPORT };

/** What became of a request, whether it came alone or is an item of a job. */
@Injectable()
export class RequestFinder {
  constructor(
    @Inject(JobResults) private readonly results: JobResults,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(ProgressBook) private readonly book: ProgressBook,
  ) {}

  /** @returns its result, 'pending', or undefined where no such request is known, or its job was cancelled before it */
  async find<K extends AskedKind>(kind: K, id: string): Promise<ResultOf<K> | 'pending' | undefined> {
    const result = await this.results.find(id);
    if (result) return ofKind(kind, result);
    const isPending = (await this.queue.isKnown(kind, id)) || (await this.isPendingItem(kind, id));
    // What is just being erased is stored, and not shown.
    if (isPending && !(await this.results.isStored(id))) return 'pending';
    // It may have ended since the first look, and its image may be deleted.
    return ofKind(kind, await this.results.find(id));
  }

  private async isPendingItem(kind: AskedKind, id: string): Promise<boolean> {
    const jobKind = ITEM_OF[kind];
    const item = jobKind && (await this.jobs.itemWithId(id, jobKind));
    if (!item || (await this.jobs.hasOutcome(item))) return false;
    if (!(await this.jobs.isCancelled(item.id))) return true;
    // Nobody writes an outcome of an item that was never sent.
    const job = await this.jobs.find(item.id, jobKind);
    return job !== undefined && (await this.book.progress(job)).state !== 'cancelled';
  }
}

/** @returns undefined for a result of another kind */
export function ofKind<K extends AskedKind>(kind: K, result: JobResult | undefined): ResultOf<K> | undefined {
  return result?.kind === kind ? (result as ResultOf<K>) : undefined;
}
