import {
  BATCH,
  BatchItem as ManifestItem,
  BatchOptions,
  BulkJobs,
  itemId,
  type JobItem,
  JobManifest,
  type JobRecord,
} from '@facefleet/bulk';
import { Galleries } from '@facefleet/gallery';
import { ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { forEach } from '../bulk/for-each';
import { ItemPages, type PageQuestion } from '../bulk/item-pages';
import { JobDesk } from '../bulk/job-desk';
import { GatewayOptions } from '../config';
import { JobResults } from '../jobs/job-results';
import type { Batch, BatchItem, BatchItems, BatchQuestion } from './batch.dto';
import type { NewBatch } from './new-batch';

/** As of a single recognition. */
const MAX_GALLERY_STALENESS_MS = 1_000;
const MOST_RESULTS_A_PAGE = 100;

export interface ItemsQuestion extends PageQuestion {
  include?: 'result';
}

@Injectable()
export class BatchesService {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(JobManifest) private readonly manifest: JobManifest,
    @Inject(ItemPages) private readonly pages: ItemPages,
    @Inject(JobDesk) private readonly desk: JobDesk,
    @Inject(JobResults) private readonly results: JobResults,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
  ) {}

  /**
   * Once this has resolved the batch is accepted: each of its items ends, whatever dies.
   * @throws ExpectedError `gallery-not-found`, `service-unavailable`: nothing was accepted
   */
  async accept({ id, items, rejected }: NewBatch, question: BatchQuestion): Promise<Batch> {
    const view = await this.galleries.existing(question.gallery, MAX_GALLERY_STALENESS_MS);
    const options: BatchOptions = {
      ...question,
      galleryVersion: view.version,
      model: view.state.model ?? this.options.defaultModel,
    };
    const list = async () => {
      await this.manifest.write(id, items);
      await forEach([...rejected], ([index, error]) =>
        this.jobs.putOutcome({ id, index }, { status: 'rejected', error }),
      );
    };
    return this.desk.accept({ id, kind: BATCH, options, total: items.length }, list, rejected.size);
  }

  /** @throws ExpectedError `batch-not-found` */
  async existing(id: string): Promise<JobRecord> {
    const job = await this.jobs.find(id.toLowerCase(), BATCH);
    if (!job) throw new ExpectedError('batch-not-found', `There is no batch with the id ${id}.`);
    return job;
  }

  async page(job: JobRecord, { cursor, limit, status, include }: ItemsQuestion): Promise<BatchItems> {
    const most = include === 'result' ? Math.min(limit, MOST_RESULTS_A_PAGE) : limit;
    const page = await this.pages.page(job, { cursor, limit: most, status }, ManifestItem, (item, listed) =>
      itemOf(job.id, item, listed?.name ?? ''),
    );
    if (include === 'result') await forEach(page.items, (item) => this.addResult(item));
    return page;
  }

  private async addResult(item: BatchItem): Promise<void> {
    if (item.recognitionId === null || item.status === 'pending') return;
    const result = await this.results.find(item.recognitionId);
    if (result?.kind === 'recognition') item.result = result;
  }
}

function itemOf(id: string, { index, status, error }: JobItem, name: string): BatchItem {
  const isTried = status !== 'rejected' && status !== 'skipped';
  const recognitionId = isTried ? itemId({ id, index }) : null;
  const location = recognitionId === null ? null : `/v1/recognitions/${recognitionId}`;
  return { index, name, status, recognitionId, location, error };
}
