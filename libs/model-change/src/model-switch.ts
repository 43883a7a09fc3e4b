import { BulkJobs, type JobRecord, ProgressBook } from '@facefleet/bulk';
import { EventPublisher } from '@facefleet/cache';
import { Events } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { ExpectedError } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { type ChangeEnd, ChangeLog } from './change-log';
import { MODEL_CHANGE, ModelChangeOptions } from './change';
import { facesWithout } from './faces-without';

interface Looks {
  running: Promise<void>;
  next?: Promise<void>;
}

/**
 * Ends a change of a gallery's model once every face was tried. Anybody may do that at any time, several at once, and
 * again: what is written has the id of the change, so one who comes late undoes nothing that came after it.
 */
@Injectable()
export class ModelSwitch {
  private readonly logger = new Logger(ModelSwitch.name);
  private readonly looks = new Map<string, Looks>();

  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(ProgressBook) private readonly book: ProgressBook,
    @Inject(ChangeLog) private readonly log: ChangeLog,
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(EventPublisher) private readonly events: EventPublisher,
  ) {}

  /**
   * Was this the last face? Whoever writes the last outcome sees all of them. Callers share looks: whoever comes while
   * one runs waits for the next, which begins after he came.
   */
  look(id: string): Promise<void> {
    const looks = this.looks.get(id);
    if (looks === undefined) {
      const running = this.lookNow(id).finally(() => this.looks.delete(id));
      this.looks.set(id, { running });
      return running;
    }
    looks.next ??= looks.running.catch(() => undefined).then(() => this.look(id));
    return looks.next;
  }

  /** Switches, or gives up, if all faces have ended and nobody has done so before. */
  async settle(job: JobRecord): Promise<void> {
    if ((await this.book.progress(job)).state !== 'finished') return;
    if ((await this.jobs.cancelledAtMs(job.id, 0)) !== undefined) return;
    const options = ModelChangeOptions.parse(job.options);
    const { gallery } = options;
    const noted = (await this.log.changes(gallery)).find(({ id }) => id === job.id);
    if (noted?.end !== undefined) return;
    const end = await this.switchOver(job.id, options);
    await this.log.end(gallery, job.id, end);
    this.logger.log({ ...options, changeId: job.id }, `model change ${end}`);
  }

  private async lookNow(id: string): Promise<void> {
    const job = await this.jobs.find(id, MODEL_CHANGE);
    if (!job || !(await this.book.hasEnded(job))) return;
    await this.book.current(job);
    await this.settle(job);
  }

  private async switchOver(
    id: string,
    { gallery, to, minimumShare }: ModelChangeOptions,
  ): Promise<ChangeEnd> {
    try {
      const view = await this.galleries.existing(gallery, 0);
      const faces = view.state.faceCount;
      const found = faces - facesWithout(view, to).length;
      if (faces > 0 && found / faces < minimumShare) return 'failed';
      await this.galleries.configure(gallery, { model: to }, id);
      this.events.publish(Events.galleryChanged, { gallery });
      const { state } = await this.galleries.existing(gallery, 0);
      return state.model === to ? 'switched' : 'failed'; // deleted meanwhile: the change is not about what is there now
    } catch (error) {
      if (error instanceof ExpectedError && error.code === 'gallery-not-found') return 'failed';
      throw error;
    }
  }
}
