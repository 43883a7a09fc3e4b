import { BulkQueue } from '@facefleet/aws';
import { BulkJobs, type JobRecord, type JobView, jobView, ProgressBook } from '@facefleet/bulk';
import type { JobStart } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { JobWatch } from './job-watch';

const NOTHING_DONE = { state: 'queued', succeeded: 0, failed: 0, skipped: 0 } as const;

/** What clients can do with a job, whatever its kind. */
@Injectable()
export class JobDesk {
  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
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
      await this.queue.send([{ v: 1, kind, id } satisfies JobStart]);
      return jobView(job, { ...NOTHING_DONE, total, rejected });
    } catch (cause) {
      await this.jobs.discard(id).catch(() => undefined); // nobody knows its id
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

  /** Cancelling a job again, or one that is finished, changes nothing. */
  async cancel(job: JobRecord): Promise<JobView> {
    await this.jobs.cancel(job.id);
    this.book.forget(job);
    return this.find(job);
  }

  /** Its progress as events, until it ends or nobody listens. */
  watch(job: JobRecord, response: Response): Promise<void> {
    return this.events.watch(response, () => this.find(job));
  }
}
