import { BulkQueue } from '@facefleet/aws';
import {
  BulkJobs,
  galleryOf,
  IMPORT,
  ImportItem,
  type ImportOptions,
  itemId,
  type JobItem,
  JobManifest,
  type JobRecord,
  jobView,
  ProgressBook,
} from '@facefleet/bulk';
import type { JobStart } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ItemPages, type PageQuestion } from '../bulk/item-pages';
import { GatewayOptions } from '../config';
import type { Import, ImportedImage, ImportedImages } from './import.dto';
import type { NewImport } from './new-import';

const NOTHING_DONE = { state: 'queued', succeeded: 0, rejected: 0, failed: 0, skipped: 0 } as const;

@Injectable()
export class ImportsService {
  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(JobManifest) private readonly manifest: JobManifest,
    @Inject(ProgressBook) private readonly book: ProgressBook,
    @Inject(ItemPages) private readonly pages: ItemPages,
    @Inject(BulkQueue) private readonly queue: BulkQueue,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
  ) {}

  /**
   * Once this has resolved the import is accepted: each of its images ends, whatever dies.
   * @throws ExpectedError `service-unavailable`: nothing was accepted
   */
  async accept(gallery: string, { id, archive, items }: NewImport): Promise<Import> {
    const options: ImportOptions = {
      gallery,
      model: this.options.defaultModel,
      archive: archive && { type: archive.type, bytes: archive.bytes },
    };
    const total = items?.length ?? null;
    try {
      if (items) await this.manifest.writeAll(id, items);
      const job = await this.jobs.create({ id, kind: IMPORT, options, total });
      await this.queue.send([{ v: 1, kind: IMPORT, id } satisfies JobStart]);
      return jobView(job, { ...NOTHING_DONE, total });
    } catch (cause) {
      await this.jobs.discard(id).catch(() => undefined); // nobody knows its id
      throw new ExpectedError(
        'service-unavailable',
        'The import could not be queued. Nothing was accepted: send it again.',
        { cause },
      );
    }
  }

  /** @throws ExpectedError `import-not-found` */
  async existing(gallery: string, id: string): Promise<JobRecord> {
    const job = await this.jobs.find(id.toLowerCase(), IMPORT);
    if (job && galleryOf(job) === gallery) return job;
    throw new ExpectedError(
      'import-not-found',
      `There is no import with the id ${id} in gallery "${gallery}".`,
    );
  }

  async find(job: JobRecord): Promise<Import> {
    return jobView(job, await this.book.progress(job));
  }

  /** Cancelling an import again, or one that is finished, changes nothing. */
  async cancel(job: JobRecord): Promise<Import> {
    await this.jobs.cancel(job.id);
    this.book.forget(job);
    return this.find(job);
  }

  page(job: JobRecord, question: PageQuestion): Promise<ImportedImages> {
    return this.pages.page(job, question, ImportItem, (item, listed) => imageOf(job.id, item, listed));
  }
}

function imageOf(
  id: string,
  { index, status, error }: JobItem,
  listed: ImportItem | undefined,
): ImportedImage {
  const enrolmentId = itemId({ id, index });
  const isTried = status !== 'rejected' && status !== 'skipped';
  return {
    index,
    name: listed?.name ?? '',
    personId: listed?.personId ?? null,
    status,
    faceId: status === 'succeeded' ? enrolmentId : null,
    location: isTried ? `/v1/enrolments/${enrolmentId}` : null,
    error,
  };
}
