import { ImageStore } from '@facefleet/aws';
import {
  archiveKey,
  BulkJobs,
  galleryOf,
  IMPORT,
  type ImportItem,
  itemId,
  ITEMS_PER_PAGE,
  JobManifest,
  type JobRecord,
  JobSender,
} from '@facefleet/bulk';
import type { JobKind, JobStart } from '@facefleet/contracts';
import { enrolmentImageKey } from '@facefleet/gallery';
import { Clock } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { type Failure, failedResult } from './failed-result';
import { ImageRetention } from './image-retention';
import { ItemOutcomes } from './item-outcomes';
import { RequestEnds } from './request-ends';

const AT_ONCE = 16;

/** What an item of each kind of job asks for. */
const ITEM_KINDS: Record<JobStart['kind'], JobKind> = {
  batch: 'recognition',
  import: 'enrolment',
  model: 'embedding',
};

/** What is left of a job whose items nobody manages to send: it fails, so that the job ends. */
@Injectable()
export class JobRest {
  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(JobManifest) private readonly manifest: JobManifest,
    @Inject(JobSender) private readonly sender: JobSender,
    @Inject(RequestEnds) private readonly ends: RequestEnds,
    @Inject(ItemOutcomes) private readonly items: ItemOutcomes,
    @Inject(ImageRetention) private readonly retention: ImageRetention,
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Done again, it goes on where it stopped. An item that is on the queue all the same, because its sender died before that
   * was noted, has failed, too.
   *
   * @throws when `stopping` is aborted
   */
  async fail(job: JobRecord, kind: JobStart['kind'], failure: Failure, stopping: AbortSignal): Promise<void> {
    const total = (await this.jobs.totalOf(job)) ?? (await this.endList(job, failure));
    let next = await this.sender.sentSoFar(job.id);
    const worker = async () => {
      for (let index = next++; index < total; index = next++) {
        stopping.throwIfAborted();
        await this.failItem(job, ITEM_KINDS[kind], index, failure);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (job.kind === IMPORT) await this.images.delete([archiveKey(job.id)]);
    await this.look(job, kind); // nothing may have been left, and nobody looked
  }

  /** Has the job ended? Then everybody who wants to know is told. */
  async look(job: JobRecord, kind: JobStart['kind']): Promise<void> {
    await this.items.look(job.id, ITEM_KINDS[kind]);
  }

  private async failItem(job: JobRecord, kind: JobKind, index: number, failure: Failure): Promise<void> {
    const ref = { id: job.id, index };
    if (await this.jobs.hasOutcome(ref)) return;
    const asked = { id: itemId(ref), kind, gallery: galleryOf(job) };
    const failed = failedResult(asked, failure, this.clock.nowMs());
    const result = await this.ends.finish({ job: ref }, failed);
    const imageKey = enrolmentImageKey(asked.id);
    if (kind === 'enrolment')
      await this.retention.deletePhotographOfNobody({ id: asked.id, imageKey }, result);
    await this.items.ended({ job: ref }, result);
  }

  /** Nobody lists any more items. @returns how many there are */
  private async endList(job: JobRecord, { code, detail }: Failure): Promise<number> {
    const { items, complete } = await this.manifest.listed(job.id);
    let total = items;
    if (job.kind === IMPORT && !complete) {
      const rest: ImportItem = { name: '(archive)', personId: null, error: { code, detail } };
      await this.manifest.writePage(job.id, items / ITEMS_PER_PAGE, [rest]); // all pages before are full
      await this.jobs.putOutcome({ id: job.id, index: items }, { status: 'rejected', error: rest.error });
      total += 1;
    }
    await this.jobs.plan(job.id, total);
    return total;
  }
}
