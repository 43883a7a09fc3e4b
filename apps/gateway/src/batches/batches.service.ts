import { BulkQueue } from '@facefleet/aws';
import {
  BATCH,
  BatchItem as ManifestItem,
  BatchOptions,
  BulkJobs,
  itemId,
  type JobItem,
  JobManifest,
  type JobRecord,
  jobView,
  ProgressBook,
} from '@facefleet/bulk';
import type { JobStart } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { forEach } from '../bulk/for-each';
import { ItemPages, type PageQuestion } from '../bulk/item-pages';
import { GatewayOptions } from '../config';
import { JobResults } from '../jobs/job-results';
import type { Batch, BatchItem, BatchItems, BatchQuestion } from './batch.dto';
import type { NewBatch } from './new-batch';

/** As of a single recognition. */
const MAX_GALLERY_STALENESS_MS = 1_000;
const MOST_RESULTS_A_PAGE = 100;

const NOTHING_DONE = { state: 'queued', succeeded: 0, failed: 0, skipped: 0 } as const;

export interface ItemsQuestion extends PageQuestion {
  include?: 'result';
}

@Injectable()
export class BatchesService {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(JobManifest) private readonly manifest: JobManifest,
    @Inject(ProgressBook) private readonly book: ProgressBook,
    @Inject(ItemPages) private readonly pages: ItemPages,
    @Inject(BulkQueue) private readonly queue: BulkQueue,
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
    try {
      await this.manifest.write(id, items);
      await forEach([...rejected], ([index, error]) =>
        this.jobs.putOutcome({ id, index }, { status: 'rejected', error }),
      );
      const job = await this.jobs.create({ id, kind: BATCH, options, total: items.length });
      await this.queue.send([{ v: 1, kind: BATCH, id } satisfies JobStart]);
      return jobView(job, { ...NOTHING_DONE, total: items.length, rejected: rejected.size });
    } catch (cause) {
      await this.jobs.discard(id).catch(() => undefined); // nobody knows its id
      throw new ExpectedError(
        'service-unavailable',
        'The batch could not be queued. Nothing was accepted: send it again.',
        { cause },
      );
    }
  }

  /** @throws ExpectedError `batch-not-found` */
  async existing(id: string): Promise<JobRecord> {
    const job = await this.jobs.find(id.toLowerCase(), BATCH);
    if (!job) throw new ExpectedError('batch-not-found', `There is no batch with the id ${id}.`);
    return job;
  }

  async find(job: JobRecord): Promise<Batch> {
    return jobView(job, await this.book.progress(job));
  }

  /** Cancelling a batch again, or one that is finished, changes nothing. */
  async cancel(job: JobRecord): Promise<Batch> {
    await this.jobs.cancel(job.id);
    this.book.forget(job);
    return this.find(job);
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
