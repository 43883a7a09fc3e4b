import { ImageStore, ResultStore } from '@facefleet/aws';
import { EventPublisher, ResultCache } from '@facefleet/cache';
import {
  Events,
  type JobKind,
  JobProblem,
  JobResult,
  JobStart,
  type MessageOf,
  type QualityIssue,
  QueueMessage,
  UNCHECKED_IMAGE,
} from '@facefleet/contracts';
import { Clock, ExpectedError, messageOf } from '@facefleet/platform';
import { Announcer } from '@facefleet/webhooks';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ItemOutcomes } from '../bulk/item-outcomes';
import { JobStarter } from '../bulk/job-starter';
import { AnsweredQuestions } from './answered-questions';
import type { FetchedImages } from './fetched-images';
import { ImageRetention } from './image-retention';
import { JobHandlers } from './job-handlers';
import { UncheckedImages } from './unchecked-images';

/** Does what one message asks for. Delivery is at least once: running one message twice is harmless. */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger(JobRunner.name);

  constructor(
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(ResultStore) private readonly results: ResultStore,
    @Inject(ResultCache) private readonly cache: ResultCache,
    @Inject(EventPublisher) private readonly events: EventPublisher,
    @Inject(Announcer) private readonly announcer: Announcer,
    @Inject(JobHandlers) private readonly handlers: JobHandlers,
    @Inject(AnsweredQuestions) private readonly answered: AnsweredQuestions,
    @Inject(UncheckedImages) private readonly uncheckedImages: UncheckedImages,
    @Inject(JobStarter) private readonly starter: JobStarter,
    @Inject(ItemOutcomes) private readonly items: ItemOutcomes,
    @Inject(ImageRetention) private readonly retention: ImageRetention,
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
    if (result) await this.announce(message, result);
  }

  /** @returns undefined for an item of a job that was cancelled */
  private async process(message: QueueMessage, lastDelivery: boolean): Promise<JobResult | undefined> {
    if (await this.items.skipped(message)) return undefined;
    try {
      const result = await this.resultOf(message);
      // Who was enrolled is enrolled, and is not to be called skipped.
      if (message.kind !== 'enrolment' && (await this.items.skipped(message))) return undefined;
      return await this.finish(message, result);
    } catch (error) {
      if (lastDelivery) {
        const detail = 'The request could not be processed. Send it again.';
        const failed = this.failed(message, 'processing-failed', detail);
        await this.announce(message, await this.finish(message, failed));
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
      return this.failed(message, code, messageOf(error), (error as ExpectedError).issues);
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

  /** @returns what the request is answered with: an answer that another worker has stored meanwhile stays */
  private async finish({ job }: QueueMessage, result: JobResult): Promise<JobResult> {
    const isFirst = await this.results.putIfAbsent(result.id, JSON.stringify(result), 'application/json');
    const other = isFirst ? undefined : await this.alreadyFinished(result.id);
    if (other) return other;
    await this.cache.rememberResult(result);
    this.events.publish(Events.jobFinished, { result, bulk: job === undefined ? undefined : true });
    this.logger.log(
      {
        recognitionId: result.id,
        kind: result.kind,
        status: result.status,
        ...(result.status === 'failed' ? { code: result.error.code } : {}),
        ...('faces' in result ? { faces: result.faces.length } : {}),
        ...('timings' in result ? result.timings : {}),
      },
      `${result.kind} ${result.status}`,
    );
    return result;
  }

  private async announce(message: QueueMessage, result: JobResult): Promise<void> {
    await this.retention.apply(message, result);
    await this.items.ended(message, result);
    // Who sent a thousand images at once wants to be told once: when all are done.
    if (message.job === undefined) await this.announcer.finished(result);
  }

  private async alreadyFinished(id: string): Promise<JobResult | undefined> {
    const json = await this.results.get(id);
    if (json === undefined) return undefined;
    this.logger.log({ recognitionId: id }, 'delivered again after it was finished');
    return JobResult.parse(JSON.parse(json.toString('utf8')));
  }

  private failed(
    message: QueueMessage,
    code: JobProblem,
    detail: string,
    issues?: QualityIssue[],
  ): JobResult {
    const { id, kind } = message;
    const gallery = 'gallery' in message ? { gallery: message.gallery } : {};
    const finishedAt = new Date(this.clock.nowMs()).toISOString();
    return JobResult.parse({
      ...{ id, kind, ...gallery },
      status: 'failed',
      error: { code, detail, issues },
      finishedAt,
    });
  }
}
