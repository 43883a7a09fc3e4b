import { ImageStore } from '@facefleet/aws';
import {
  archiveKey,
  BulkJobs,
  ImportItem,
  ImportOptions,
  itemId,
  ITEMS_PER_PAGE,
  type ItemToSend,
  JobManifest,
  type JobRecord,
} from '@facefleet/bulk';
import { type EnrolmentRequest, UNCHECKED_IMAGE } from '@facefleet/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { ItemSource } from '../bulk/item-source';
import { ArchiveListing } from './archive-listing';

/**
 * Each image of an import is an ordinary enrolment. An archive is unpacked page by page: the images, then the page of the
 * manifest that lists them, then their messages. Whoever takes over goes on behind the last page.
 */
@Injectable()
export class ImportItems implements ItemSource {
  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(JobManifest) private readonly manifest: JobManifest,
    @Inject(ArchiveListing) private readonly listing: ArchiveListing,
    @Inject(ImageStore) private readonly images: ImageStore,
  ) {}

  async *items(job: JobRecord, from: number): AsyncGenerator<ItemToSend> {
    const listed = await this.manifest.listed(job.id);
    for await (const { index, item } of this.manifest.itemsFrom(job.id, from, ImportItem))
      yield await this.toSend(job, index, item);
    if (listed.complete) return;
    let index = listed.items;
    for await (const page of this.listing.groups(job, index, ITEMS_PER_PAGE)) {
      await this.manifest.writePage(job.id, index / ITEMS_PER_PAGE, page);
      for (const item of page) yield await this.toSend(job, index++, item);
    }
  }

  async done({ id, options }: JobRecord): Promise<void> {
    if (ImportOptions.parse(options).archive) await this.images.delete([archiveKey(id)]);
  }

  private async toSend(job: JobRecord, index: number, item: ImportItem): Promise<ItemToSend> {
    const ref = { id: job.id, index };
    const { personId, personName, imageKey, imageSha256, error } = item;
    if (personId === null || imageKey === undefined) {
      await this.jobs.putOutcome(ref, { status: 'rejected', error });
      return { index };
    }
    const { gallery, model } = ImportOptions.parse(job.options);
    const message: EnrolmentRequest = {
      v: 1,
      kind: 'enrolment',
      id: itemId(ref),
      gallery,
      galleryVersion: '',
      model,
      personId,
      name: personName,
      imageKey,
      imageSha256: imageSha256 ?? UNCHECKED_IMAGE,
      submittedAtMs: Date.parse(job.createdAt),
      job: ref,
    };
    return { index, message };
  }
}
