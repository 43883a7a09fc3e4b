import { ImageStore } from '@facefleet/aws';
import {
  type JobKind,
  JobProblem,
  type JobResult,
  JobStart,
  type MessageOf,
  QueueMessage,
  UNCHECKED_IMAGE,
} from '@facefleet/contracts';
import { type Failure, failedResult, ItemOutcomes, RequestEnds } from '@facefleet/outcomes';
import { Clock, ExpectedError, messageOf } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { JobStarter } from '../bulk/job-starter';
import { AnsweredQuestions } from './answered-questions';
import type { FetchedImages } from './fetched-images';
import { JobHandlers } from './job-handlers';
import { UncheckedImages } from './unchecked-images';

/** Does what one message asks for. Delivery is at least once: running one message twice is harmless. */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger(JobRunner.name);

  constructor(
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(JobHandlers) private readonly handlers: JobHandlers,
    @Inject(AnsweredQuestions) private readonly answered: AnsweredQuestions,
    @Inject(UncheckedImages) private readonly uncheckedImages: UncheckedImages,
    @Inject(JobStarter) private readonly starter: JobStarter,
    @Inject(ItemOutcomes) private readonly items: ItemOutcomes,
    @Inject(RequestEnds) private readonly ends: RequestEnds,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Resolves once the result is stored: only then may the queue forget the message.
   *
   * @param deliveries how often SQS has delivered this message, this time included
   * @param lastDelivery the queue puts the message aside if it fails once more: its client must not wait for ever
   * @throws whatever is worth another try
   */
  async run(body: string, deliveries: number, lastDelivery: boolean): Promise<void> {
    const json: unknown = JSON.parse(body);
    const start = JobStart.safeParse(json);
    if (start.success) return this.starter.run(start.data, lastDelivery);
    const message = QueueMessage.parse(json);
    // An item of a job may also be sent twice, when whoever sent it died before that was noted.
    const mayBeFinished = deliveries > 1 || message.job !== undefined;
    const stored = mayBeFinished ? await this.alreadyFinished(message.id) : undefined;
    const result = stored ?? (await this.process(message, lastDelivery));
    // Also of a result that was stored before: whoever stored it may have died before it told anybody.
    if (result) await this.ends.announce(message, result);
  }

  /** @returns undefined for an item of a job that was cancelled */
  private async process(message: QueueMessage, lastDelivery: boolean): Promise<JobResult | undefined> {
    if (await this.items.skipped(message)) return undefined;
    try {
      const result = await this.resultOf(message);
      // Who was enrolled is enrolled, and is not to be called skipped.
      if (message.kind !== 'enrolment' && (await this.items.skipped(message))) return undefined;
      return await this.ends.finish(message, result);
    } catch (error) {
      if (lastDelivery) {
        const detail = 'The request could not be processed. Send it again.';
        const failed = this.failed(message, { code: 'processing-failed', detail });
        await this.ends.announce(message, await this.ends.finish(message, failed));
      }
      throw error;
    }
  }

  private async resultOf(message: QueueMessage): Promise<JobResult> {
    try {
      return await this.perform(message.kind, message);
    } catch (error) {
      const code = error instanceof ExpectedError ? JobProblem.safeParse(error.code).data : undefined;
      if (code === undefined) throw error;
      const { issues } = error as ExpectedError;
      return this.failed(message, { code, detail: messageOf(error), issues });
    }
  }

  private async perform<K extends JobKind>(kind: K, message: MessageOf<K>): Promise<JobResult> {
    const handler = this.handlers.of(kind);
    const { imageSha256, ...images } = await this.fetch(message, handler.imageKeys(message));
    const asked = imageSha256 === undefined ? message : { ...message, imageSha256 };
    const result = await handler.run(asked, images);
    await this.answered.remember(asked, result);
    return result;
  }

  /** @returns the images, and the hash of one that nobody had looked at before */
  private async fetch(
    message: QueueMessage,
    keys: Record<string, string>,
  ): Promise<FetchedImages<string> & { imageSha256?: string }> {
    const startedAtMs = this.clock.nowMs();
    const isUnchecked = 'imageSha256' in message && message.imageSha256 === UNCHECKED_IMAGE;
    let imageSha256: string | undefined;
    const images: Record<string, Buffer> = {};
    await Promise.all(
      Object.entries(keys).map(async ([name, key]) => {
        const image = isUnchecked ? await this.uncheckedImages.fetch(key) : { bytes: await this.image(key) };
        if ('sha256' in image) imageSha256 = image.sha256;
        images[name] = image.bytes;
      }),
    );
    const queueMs = Math.max(0, startedAtMs - message.submittedAtMs);
    return { images, queueMs, fetchMs: this.clock.nowMs() - startedAtMs, imageSha256 };
  }

  private async image(key: string): Promise<Buffer> {
    const bytes = await this.images.get(key);
    if (bytes !== undefined) return bytes;
    throw new ExpectedError('processing-failed', 'The image was deleted before it was processed.');
  }

  private async alreadyFinished(id: string): Promise<JobResult | undefined> {
    const result = await this.ends.resultOf(id);
    if (result) this.logger.log({ recognitionId: id }, 'delivered again after it was finished');
    return result;
  }

  private failed(message: QueueMessage, failure: Failure): JobResult {
    return failedResult(message, failure, this.clock.nowMs());
  }
}
