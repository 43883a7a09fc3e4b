import { BulkQueue } from '@facefleet/aws';
import { BulkJobs, type JobRecord, JobItems, JobManifest, ProgressBook } from '@facefleet/bulk';
import type { JobStart } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { Clock, ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { ChangeLog, type NotedChange } from './change-log';
import {
  MODEL_CHANGE,
  type ModelChange,
  ModelChangeItem,
  ModelChangeOptions,
  type ModelChangeStatus,
} from './change';
import { facesWithout } from './faces-without';
import { ModelSwitch } from './model-switch';

export interface FailedFace {
  faceId: string;
  code: string;
  detail: string;
}

/** Changes of the models of galleries: one at a time of each gallery, found by its name. */
@Injectable()
export class ModelChanges {
  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(ProgressBook) private readonly book: ProgressBook,
    @Inject(JobItems) private readonly items: JobItems,
    @Inject(JobManifest) private readonly manifest: JobManifest,
    @Inject(ChangeLog) private readonly log: ChangeLog,
    @Inject(ModelSwitch) private readonly modelSwitch: ModelSwitch,
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(BulkQueue) private readonly queue: BulkQueue,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Once this has resolved the change is accepted: it ends, whatever dies.
   * @throws ExpectedError `gallery-not-found`; `model-change-running`, `service-unavailable`: nothing was accepted
   */
  async start(options: ModelChangeOptions): Promise<ModelChange> {
    const { gallery, to } = options;
    const before = await this.latest(gallery);
    if (before?.status === 'embedding') throw running(before);
    // Later than the one before, whatever the clocks say: of two settings the one with the higher id counts.
    const afterMs = before === undefined ? 0 : timeOf(before.id) + 1;
    const id = v7({ msecs: Math.max(this.clock.nowMs(), afterMs) });
    try {
      const job = await this.jobs.create({ id, kind: MODEL_CHANGE, options, total: null });
      // First it is known, then faces are listed, and enrolling is the other way round: see `underWay`.
      await this.log.note(gallery, id);
      await this.refuseTwo(gallery, id);
      const view = await this.galleries.existing(gallery, 0);
      if (facesWithout(view, to).length > 0) {
        await this.queue.send([{ v: 1, kind: MODEL_CHANGE, id } satisfies JobStart]);
      } else {
        await this.jobs.plan(id, 0);
        await this.modelSwitch.look(id);
      }
      return await this.describe(job);
    } catch (cause) {
      await this.discard(gallery, id).catch(() => undefined);
      if (cause instanceof ExpectedError) throw cause;
      throw new ExpectedError(
        'service-unavailable',
        'The change could not be queued. Nothing was accepted: send it again.',
        { cause },
      );
    }
  }

  /** How far it is, and the switch itself where nobody was left to do it. @returns undefined where there never was one */
  async latest(gallery: string): Promise<ModelChange | undefined> {
    const job = await this.jobOf((await this.log.changes(gallery)).at(-1));
    if (!job) return undefined;
    await this.modelSwitch.settle(job);
    return this.describe(job);
  }

  /** The model that the gallery had before its present one. */
  async previousModel(gallery: string): Promise<string | undefined> {
    const switched = (await this.log.changes(gallery)).filter(({ end }) => end === 'switched');
    for (const change of switched.reverse()) {
      const job = await this.jobOf(change);
      const options = job && ModelChangeOptions.parse(job.options);
      if (options && options.from !== options.to) return options.from;
    }
    return undefined;
  }

  /** Some of the faces that could not be embedded, and why. */
  async failures(id: string, limit: number): Promise<FailedFace[]> {
    const job = await this.jobs.find(id, MODEL_CHANGE);
    if (!job) return [];
    const { items } = await this.items.page(job, { from: 0, limit, status: 'failed' });
    return Promise.all(
      items.map(async ({ index, error }) => {
        const [item] = await this.manifest.read(id, index, index + 1, ModelChangeItem);
        return { faceId: item?.faceId ?? '', code: error?.code ?? '', detail: error?.detail ?? '' };
      }),
    );
  }

  /** Nothing more is embedded, and nothing switched; what was embedded stays. Without a change under way it does nothing. */
  async cancel(gallery: string): Promise<void> {
    const change = await this.latest(gallery);
    if (change?.status !== 'embedding') return;
    await this.jobs.cancel(change.id);
  }

  /**
   * The change that a face takes part in which was enrolled a moment ago. Asked after the face is in the gallery: either
   * whoever lists the faces of the change sees it, or who enrolled it sees the change.
   */
  async underWay(gallery: string): Promise<ModelChangeOptions | undefined> {
    const latest = (await this.log.changes(gallery)).at(-1);
    if (latest?.end !== undefined) return undefined;
    const job = await this.jobOf(latest);
    if (!job || (await this.jobs.isCancelled(job.id))) return undefined;
    return ModelChangeOptions.parse(job.options);
  }

  /** Of two that begin at the same moment each sees the other: then both are refused, rather than both accepted. */
  private async refuseTwo(gallery: string, own: string): Promise<void> {
    for (const noted of await this.log.changes(gallery)) {
      if (noted.id === own || noted.end !== undefined) continue;
      const job = await this.jobOf(noted);
      if (job && (await this.jobs.cancelledAtMs(job.id, 0)) === undefined)
        throw running(ModelChangeOptions.parse(job.options));
    }
  }

  private async describe(job: JobRecord): Promise<ModelChange> {
    const options = ModelChangeOptions.parse(job.options);
    const noted = (await this.log.changes(options.gallery)).find(({ id }) => id === job.id);
    let progress = await this.book.progress(job);
    if (noted?.end !== undefined && progress.state !== 'finished') {
      this.book.forget(job); // a look from before its end
      progress = await this.book.progress(job);
    }
    const { total, succeeded, failed } = progress;
    const status = await this.statusOf(job.id, noted);
    return { ...options, id: job.id, status, total, done: succeeded, failed, startedAt: job.createdAt };
  }

  private async statusOf(id: string, noted: NotedChange | undefined): Promise<ModelChangeStatus> {
    if (noted?.end !== undefined) return noted.end;
    return (await this.jobs.cancelledAtMs(id, 0)) === undefined ? 'embedding' : 'cancelled';
  }

  private async jobOf(noted: NotedChange | undefined): Promise<JobRecord | undefined> {
    return noted && (await this.jobs.find(noted.id, MODEL_CHANGE));
  }

  private async discard(gallery: string, id: string): Promise<void> {
    await this.log.discard(gallery, id);
    await this.jobs.discard(id);
  }
}

function running({ gallery, to }: Pick<ModelChange, 'gallery' | 'to'>): ExpectedError {
  return new ExpectedError(
    'model-change-running',
    `The gallery "${gallery}" is on its way to the model "${to}". Wait until it is there, or cancel it with DELETE.`,
  );
}

/** When the id was made [Unix ms]: the first 48 bits of a UUIDv7. */
const timeOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
