import { ImageStore, ResultStore } from '@facefleet/aws';
import { BATCH, BatchItem, BulkJobs, JobManifest } from '@facefleet/bulk';
import { JobResult } from '@facefleet/contracts';
import {
  type Erased,
  type ErasureCounts,
  mayBeAbout,
  type StoredResult,
  withoutErased,
} from '@facefleet/privacy';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { imageKeysOf } from '../jobs/job-queue';

/** Takes people out of stored results. Doing it again changes nothing. */
@Injectable()
export class ResultErasure {
  private readonly logger = new Logger(ResultErasure.name);

  constructor(
    @Inject(ResultStore) private readonly results: ResultStore,
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(JobManifest) private readonly manifest: JobManifest,
  ) {}

  /** @returns the result as it lies there now; undefined where it is gone */
  async eraseFrom(
    { id, json }: StoredResult,
    erased: Erased,
    counts: ErasureCounts,
  ): Promise<StoredResult | undefined> {
    if (!mayBeAbout(erased, json)) return { id, json };
    const result = this.parsed(id, json);
    const remains = result && withoutErased(result, erased);
    if (result === undefined || remains === undefined || remains.what === 'same') return { id, json };
    // The images go first: a request without a result, but with an image, would count as one that is still to be done.
    if (remains.what === 'erased' || remains.images) await this.eraseImages(result, erased, counts);
    if (remains.what === 'erased') {
      await this.results.delete([id]);
      counts.removedResults += 1;
      return undefined;
    }
    const changed = Buffer.from(JSON.stringify(remains.result));
    await this.results.put(id, changed, 'application/json');
    counts.changedResults += 1;
    return { id, json: changed };
  }

  private async eraseImages({ kind, id }: JobResult, erased: Erased, counts: ErasureCounts): Promise<void> {
    if (kind === 'embedding') return;
    // A face may have been given to somebody else, and its photograph with it.
    const isOthers = kind === 'enrolment' && erased.personId !== undefined && !erased.faceIds.includes(id);
    const keys = isOthers ? [] : imageKeysOf(kind, id);
    const listed =
      kind === 'recognition' && erased.personId !== undefined ? await this.listed(id) : undefined;
    if (listed?.imageKey) keys.push(listed.imageKey);
    if (keys.length === 0) return;
    await this.images.delete(keys);
    counts.removedImages += 1;
    if (!listed?.imageKey) return;
    // Nothing else says where the image lies: not before it is gone.
    const nothing = { name: '', imageKey: '' };
    await this.manifest.rewriteItem(listed.jobId, listed.index, BatchItem, () => nothing);
    counts.changedLists += 1;
  }

  /** Of a batch, in whose list it has a name that its client chose. */
  private async listed(id: string): Promise<{ jobId: string; index: number; imageKey: string } | undefined> {
    const place = await this.jobs.itemWithId(id, BATCH);
    if (place === undefined) return undefined;
    const { id: jobId, index } = place;
    const [item] = await this.manifest.read(jobId, index, index + 1, BatchItem);
    return item && { jobId, index, imageKey: item.imageKey };
  }

  private parsed(id: string, json: Buffer): JobResult | undefined {
    try {
      return JobResult.parse(JSON.parse(json.toString('utf8')));
    } catch {
      this.logger.warn(
        { recognitionId: id },
        'a result that cannot be read may be about somebody who was erased',
      );
      return undefined;
    }
  }
}
