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
} from '@facefleet/bulk';
import { ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ItemPages, type PageQuestion } from '../bulk/item-pages';
import { JobDesk } from '../bulk/job-desk';
import { GatewayOptions } from '../config';
import type { Import, ImportedImage, ImportedImages } from './import.dto';
import type { NewImport } from './new-import';

@Injectable()
export class ImportsService {
  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(JobManifest) private readonly manifest: JobManifest,
    @Inject(ItemPages) private readonly pages: ItemPages,
    @Inject(JobDesk) private readonly desk: JobDesk,
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
    return this.desk.accept({ id, kind: IMPORT, options, total }, async () => {
      if (items) await this.manifest.writeAll(id, items);
    });
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

  page(job: JobRecord, question: PageQuestion): Promise<ImportedImages> {
    return this.pages.page(job, question, ImportItem, (item, listed) => imageOf(job.id, item, listed));
  }
}

function imageOf(
  id: string,
  { index, status, error, warnings = [] }: JobItem,
  listed: ImportItem | undefined,
): ImportedImage {
  const enrolmentId = itemId({ id, index });
  const repeated = warnings.find((warning) => warning.code === 'already-enrolled-photograph');
  const isTried = status !== 'rejected' && status !== 'skipped';
  return {
    index,
    name: listed?.name ?? '',
    personId: listed?.personId ?? null,
    status,
    faceId: status === 'succeeded' ? (repeated?.faceId ?? enrolmentId) : null,
    warnings,
    location: isTried ? `/v1/enrolments/${enrolmentId}` : null,
    error,
  };
}
