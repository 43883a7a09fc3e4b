import { BulkQueue } from '@facefleet/aws';
import { BulkJobs, JobLists, type JobRecord, type JobView, jobView, ProgressBook } from '@facefleet/bulk';
import type { JobStart } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { forEach } from './for-each';
import type { JobListQuery } from './job-list.dto';
import { JobWatch } from './job-watch';

const NOTHING_DONE = { state: 'queued', succeeded: 0, failed: 0, skipped: 0 } as const;

/** What clients can do with a job, whatever its kind. */
@Injectable()
export class JobDesk {
  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(JobLists) private readonly lists: JobLists,
    @Inject(ProgressBook) private readonly book: ProgressBook,
    @Inject(BulkQueue) private readonly queue: BulkQueue,
    @Inject(JobWatch) private readonly events: JobWatch,
  ) {}

  /**
   * Once this has resolved the job is accepted: each of its items ends, whatever dies.
   *
   * @param list     writes down what is known of the items
   * @param rejected how many of them need not be tried
   * @throws ExpectedError `service-unavailable`: nothing was accepted
   */
  async accept(
    wanted: Pick<JobRecord, 'id' | 'options' | 'total'> & { kind: JobStart['kind'] },
    list: () => Promise<void>,
    rejected = 0,
  ): Promise<JobView> {
    const { id, kind, total } = wanted;
    try {
      await list();
      const job = await this.jobs.create(wanted);
      await this.lists.add(job);
      await this.queue.send([{ v: 1, kind, id } satisfies JobStart]);
      return jobView(job, { ...NOTHING_DONE, total, rejected });
    } catch (cause) {
      await this.erase(wanted).catch(() => undefined); // nobody knows its id
      throw new ExpectedError(
        'service-unavailable',
        `The ${kind} could not be queued. Nothing was accepted: send it again.`,
        { cause },
      );
    }
  }

  async find(job: JobRecord): Promise<JobView> {
    return jobView(job, await this.book.progress(job));
  }

  /** Newest first. */
  async list(
    kind: JobStart['kind'],
    gallery: string,
    { cursor, limit }: JobListQuery,
  ): Promise<{ jobs: JobView[]; nextCursor: string | null }> {
    const { jobs, next } = await this.lists.newest(kind, gallery, { after: cursor, limit });
    const shown = new Map<string, JobView>();
    await forEach(jobs, async (job) => void shown.set(job.id, await this.find(job)));
    return { jobs: jobs.flatMap(({ id }) => shown.get(id) ?? []), nextCursor: next ?? null };
  }

  /**
   * Erases what is known of a job and of its items. What they did stays.
   * @throws ExpectedError `job-running`
   */
  async forget(job: JobRecord): Promise<void> {
    const { state } = await this.book.current(job);
    if (state !== 'finished' && state !== 'cancelled')
      throw new ExpectedError(
        'job-running',
        `The ${job.kind} has not ended. Wait for it, or cancel it first.`,
      );
    await this.erase(job);
  }

  /** Cancelling a job again, or one that is finished, changes nothing. */
  async cancel(job: JobRecord): Promise<JobView> {
    await this.jobs.cancel(job.id);
    this.book.forget(job);
    return this.find(job);
  }

  private async erase(job: Pick<JobRecord, 'id' | 'kind' | 'options'>): Promise<void> {
    await this.lists.remove(job);
    await this.jobs.discard(job.id);
  }

  /** Its progress as events, until it ends or nobody listens. */
  watch(job: JobRecord, response: Response): Promise<void> {
    return this.events.watch(response, () => this.find(job));
  }
}
