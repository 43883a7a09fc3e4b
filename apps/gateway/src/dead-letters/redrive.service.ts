import { BulkQueue, ImageStore } from '@facefleet/aws';
import { BulkJobs, ProgressBook } from '@facefleet/bulk';
import type { JobStart, QueueMessage } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { Clock, ExpectedError, imageType } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Visit } from '../admission/visit';
import { GatewayOptions } from '../config';
import type { Attempt } from '../idempotency/attempt';
import { JobQueue } from '../jobs/job-queue';
import { UploadedImage } from '../uploads/uploaded-image';
import type { DeadLetter } from './dead-letter';
import { LetterBook, type Redrive } from './letter-book';
import { contentOf } from './letter-content';
import { LetterKeeper } from './letter-keeper';
import { imageKeysOf, redrivenRequest } from './redriven-request';

/** Has what a dead letter asked for done again. Its first result stays: clients and webhooks were told. */
@Injectable()
export class RedriveService {
  constructor(
    @Inject(LetterBook) private readonly book: LetterBook,
    @Inject(LetterKeeper) private readonly keeper: LetterKeeper,
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(ProgressBook) private readonly progress: ProgressBook,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(BulkQueue) private readonly bulkQueue: BulkQueue,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * A further request each time, but for the same attempt.
   * @throws ExpectedError `dead-letter-not-redrivable`, `overloaded`, `service-unavailable`
   */
  async redrive({ id, body, outcome, reason }: DeadLetter, attempt: Attempt, visit: Visit): Promise<Redrive> {
    const content = contentOf(body);
    if ('unreadable' in content) throw impossible(content.unreadable);
    if (outcome === 'settled') throw impossible(reason);
    const isStart = 'start' in content;
    await attempt.accept(() =>
      isStart ? this.startAgain(content.start) : this.sendAgain(content.request, attempt.id, visit),
    );
    const at = new Date(this.clock.nowMs()).toISOString();
    const redrive = { id: isStart ? content.start.id : attempt.id, at };
    // Afterwards: one that is noted was sent.
    await this.book.noteRedrive(id, attempt.id, redrive);
    this.keeper.lookSoon();
    return redrive;
  }

  private async startAgain(start: JobStart): Promise<void> {
    const job = await this.jobs.find(start.id, start.kind);
    if (!job) throw impossible('There is no such job any more.');
    if (await this.jobs.isCancelled(job.id)) throw impossible('Its job was cancelled.');
    if (await this.progress.hasEnded(job))
      throw impossible('Its job has ended. Send what has failed as a new job.');
    await this.bulkQueue.send([start]);
  }

  private async sendAgain(request: QueueMessage, id: string, visit: Visit): Promise<void> {
    if (request.kind === 'embedding') {
      await this.bulkQueue.send([
        { ...request, id, submittedAtMs: this.clock.nowMs(), job: undefined } satisfies QueueMessage,
      ]);
      return;
    }
    const images = await Promise.all(imageKeysOf(request).map((key) => this.copyOf(key, request)));
    await this.queue.accept(redrivenRequest(request, id, this.clock.nowMs()), visit, ...images);
  }

  private async copyOf(key: string, request: QueueMessage): Promise<UploadedImage> {
    const size = await this.images.size(key);
    // Nobody has looked at what clients uploaded themselves, and it is copied through the memory.
    if (size !== undefined && size > this.options.maxImageBytes)
      throw impossible(`Its image has more than ${this.options.maxImageBytes} bytes.`);
    const bytes = size === undefined ? undefined : await this.images.get(key);
    if (bytes === undefined) throw await this.imageGone(request);
    return new UploadedImage(bytes, '', contentTypeOf(bytes), '');
  }

  private async imageGone(request: QueueMessage): Promise<ExpectedError> {
    const gallery = 'gallery' in request ? request.gallery : undefined;
    if (gallery !== undefined) {
      const view = this.galleries.view(gallery);
      await view.refresh();
      if (view.state.retention === 'none')
        return impossible(
          `The gallery "${gallery}" keeps no images (retention "none"): it was deleted with the first result. Send the image again.`,
        );
    }
    return impossible('Its image is not there any more. Send it again.');
  }
}

function impossible(why: string): ExpectedError {
  return new ExpectedError('dead-letter-not-redrivable', `The dead letter cannot be redriven. ${why}`);
}

function contentTypeOf(bytes: Buffer): string {
  const type = imageType(bytes);
  return type === undefined ? 'application/octet-stream' : `image/${type}`;
}
