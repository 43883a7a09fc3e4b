import { ImageStore } from '@facefleet/aws';
import {
  BATCH,
  BatchItem,
  BulkJobs,
  galleryOf,
  JobLists,
  JobManifest,
  type JobRecord,
  ProgressBook,
} from '@facefleet/bulk';
import { Clock } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { RetentionPlan } from './retention-plan';
import type { SweepTally } from './sweep-tally';

const IMAGES_AT_ONCE = 1_000;

/**
 * Deletes what is known of batches, and their images, when their time is over, which counts from their end: nobody could
 * fetch the answers of one that runs for longer than they are kept.
 */
@Injectable()
export class BatchSweep {
  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(JobLists) private readonly lists: JobLists,
    @Inject(JobManifest) private readonly manifest: JobManifest,
    @Inject(ProgressBook) private readonly book: ProgressBook,
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** @param goOn called now and then; throws where it is to stop */
  async run(plan: RetentionPlan, tally: SweepTally, goOn: () => Promise<void>): Promise<void> {
    if (plan.passes.length === 0) return;
    for await (const id of this.jobs.ids()) {
      const job = await this.jobs.find(id, BATCH);
      const keptMs = job ? plan.keptMs(galleryOf(job)) : Infinity;
      if (job && keptMs !== Infinity && (await this.isOver(job, keptMs))) await this.delete(job, tally);
      await goOn();
    }
  }

  private async isOver(job: JobRecord, keptMs: number): Promise<boolean> {
    const seenAtMs = await this.jobs.endSeenAtMs(job.id);
    if (seenAtMs !== undefined) return seenAtMs + keptMs <= this.clock.nowMs();
    const { state } = await this.book.current(job);
    if (state === 'finished' || state === 'cancelled') await this.jobs.noteEnd(job.id);
    return false;
  }

  private async delete(job: JobRecord, tally: SweepTally): Promise<void> {
    let keys: string[] = [];
    const flush = async () => {
      await this.images.delete(keys);
      tally.images += keys.length;
      keys = [];
    };
    for await (const { item } of this.manifest.itemsFrom(job.id, 0, BatchItem)) {
      if (item.imageKey) keys.push(item.imageKey); // one that somebody was erased from has none
      if (keys.length === IMAGES_AT_ONCE) await flush();
    }
    if (keys.length > 0) await flush();
    await this.lists.remove(job);
    await this.jobs.discard(job.id);
    tally.batches += 1;
  }
}
