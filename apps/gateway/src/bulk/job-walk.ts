import { BulkJobs, galleryOf, type JobRecord } from '@facefleet/bulk';
import { uuidv7TimeMs } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';

/** All jobs that there are, of all kinds; also those that no list has. */
@Injectable()
export class JobWalk {
  constructor(@Inject(BulkJobs) private readonly jobs: BulkJobs) {}

  /**
   * The oldest first.
   * @param beforeMs ends with those that were asked for before then [Unix time, ms]
   * @param goOn called for each job, of whichever gallery; throws where it is to stop
   */
  async *ofGallery(gallery: string, beforeMs: number, goOn: () => Promise<void>): AsyncGenerator<JobRecord> {
    for await (const id of this.jobs.ids()) {
      if (uuidv7TimeMs(id) >= beforeMs) return;
      await goOn();
      const job = await this.jobs.record(id);
      if (job && galleryOf(job) === gallery) yield job;
    }
  }
}
