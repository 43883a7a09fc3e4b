import { ImageStore } from '@facefleet/aws';
import {
  archiveKey,
  BATCH,
  BatchItem,
  BulkJobs,
  IMPORT,
  ImportItem,
  JobLists,
  JobManifest,
  type JobRecord,
  ProgressBook,
} from '@facefleet/bulk';
import type { Erased, ErasureCounts } from '@facefleet/privacy';
import { Inject, Injectable } from '@nestjs/common';
import { JobWalk } from '../bulk/job-walk';
import { isUploadKey } from '../upload-urls/upload-key';

/** Takes people out of what is known of imports and batches. Doing it again changes nothing. */
@Injectable()
export class JobErasure {
  constructor(
    @Inject(JobWalk) private readonly walk: JobWalk,
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(JobLists) private readonly lists: JobLists,
    @Inject(JobManifest) private readonly manifest: JobManifest,
    @Inject(ProgressBook) private readonly book: ProgressBook,
    @Inject(ImageStore) private readonly images: ImageStore,
  ) {}

  /**
   * @param goOn called now and then; throws where it is to stop
   * @returns false where a job is running that may still bring them: it is to be done again
   */
  async run(erased: Erased, counts: ErasureCounts, goOn: () => Promise<void>): Promise<boolean> {
    let isComplete = true;
    for await (const job of this.walk.ofGallery(erased.gallery, erased.beforeMs, goOn)) {
      const hasEnded = await this.hasEnded(job); // before it is looked through: what comes later is looked for again
      if (erased.personId !== undefined) await this.takeOut(job, erased, counts);
      else if (hasEnded) await this.delete(job, counts);
      isComplete &&= hasEnded;
    }
    return isComplete;
  }

  private async hasEnded(job: JobRecord): Promise<boolean> {
    const { state } = await this.book.current(job);
    return state === 'finished' || state === 'cancelled';
  }

  private async takeOut(job: JobRecord, { personId }: Erased, counts: ErasureCounts): Promise<void> {
    if (job.kind !== IMPORT) return;
    const uploads: string[] = [];
    for await (const { item } of this.manifest.itemsFrom(job.id, 0, ImportItem)) {
      if (item.personId !== personId || item.imageKey === undefined) continue;
      if (isUploadKey(item.imageKey)) uploads.push(item.imageKey);
    }
    // Nothing else says where they lie: the list is changed once they are gone.
    await this.deleteImages(uploads, counts);
    const nobody: ImportItem = { name: '', personId: null };
    counts.changedLists += await this.manifest.rewrite(job.id, ImportItem, (item) =>
      item.personId === personId ? nobody : item,
    );
    counts.changedLists += await this.jobs.filterWarnings(
      job.id,
      (warning) => !('personId' in warning && warning.personId === personId),
    );
  }

  /** With all that was brought for it. */
  private async delete(job: JobRecord, counts: ErasureCounts): Promise<void> {
    if (job.kind === BATCH || job.kind === IMPORT) {
      const keys: string[] = [];
      const schema = job.kind === BATCH ? BatchItem : ImportItem;
      for await (const { item } of this.manifest.itemsFrom<BatchItem | ImportItem>(job.id, 0, schema))
        if (item.imageKey) keys.push(item.imageKey);
      // Enrolment photographs went with the gallery; one of that id is none of ours.
      await this.deleteImages(job.kind === BATCH ? keys : keys.filter(isUploadKey), counts);
      await this.images.delete([archiveKey(job.id)]);
    }
    await this.lists.remove(job);
    await this.jobs.discard(job.id);
    counts.removedBatches += 1;
  }

  private async deleteImages(keys: string[], counts: ErasureCounts): Promise<void> {
    if (keys.length === 0) return;
    await this.images.delete(keys);
    counts.removedImages += keys.length;
  }
}
