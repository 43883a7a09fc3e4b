import { BulkJobs, galleryOf, IMPORT, jobView, ProgressBook } from '@facefleet/bulk';
import { Clock } from '@facefleet/platform';
import { Announcer } from '@facefleet/webhooks';
import { Inject, Injectable } from '@nestjs/common';

/**
 * Tells webhooks of a job that has ended. Whoever ends an item looks before its message is deleted, so somebody sees the
 * end, whatever dies; several who see it announce one and the same event.
 */
@Injectable()
export class JobEnds {
  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(ProgressBook) private readonly book: ProgressBook,
    @Inject(Announcer) private readonly announcer: Announcer,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Something of this job has ended, and is written down. One that was cancelled is not announced: who did so knows. */
  async look(id: string): Promise<void> {
    const job = await this.jobs.record(id);
    if (!job || !(await this.book.hasEnded(job))) return;
    const progress = await this.book.current(job);
    if (progress.state !== 'finished') return;
    await this.announcer.announce({
      type: job.kind === IMPORT ? 'import.finished' : 'batch.finished',
      id,
      gallery: galleryOf(job),
      at: new Date(this.clock.nowMs()),
      data: jobView(job, progress),
    });
  }
}
