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
import { OLDEST_VIEW_MS } from '@facefleet/gallery';
import { type Failure, failedResult, ItemOutcomes, RequestEnds } from '@facefleet/outcomes';
import { Clock, ExpectedError, isWithin, messageOf } from '@facefleet/platform';
import { ERASURE_BEGINS_AFTER_MS } from '@facefleet/privacy';
import { traceAttributes, traced } from '@facefleet/telemetry';
import type { FaceAnalyser } from '@facefleet/vision';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { JobStarter } from '../bulk/job-starter';
import { AnsweredQuestions } from './answered-questions';
import type { FetchedImages } from './fetched-images';
import { JobHandlers } from './job-handlers';
import { PeoplePresent } from './people-present';
import { WorkerMetrics } from '../telemetry/worker-metrics';
import { UncheckedImages } from './unchecked-images';

/**
 * Whoever erases somebody begins to look through what is stored no sooner than `ERASURE_BEGINS_AFTER_MS` after the
 * gallery says so. Who stored a result sooner than this after he had looked at the gallery cannot have been behind.
 */
const SOON_MS = ERASURE_BEGINS_AFTER_MS - OLDEST_VIEW_MS - 1_000;
/** People who go while they are being named are rare. */
const MOST_TRIES = 3;

interface Confirmed {
  result: JobResult;
  /** When everybody was there who is named in it [Unix time, ms] */
  atMs: number;
  /** What others may be answered with who ask the same. */
  answers?: QueueMessage;
}

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
    @Inject(PeoplePresent) private readonly present: PeoplePresent,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(WorkerMetrics) private readonly metrics: WorkerMetrics,
  ) {}

  /**
   * Resolves once the result is stored: only then may the queue forget the message.
   *
   * @param deliveries how often SQS has delivered this message, this time included
   * @param lastDelivery the queue puts the message aside if it fails once more: its client must not wait for ever
   * @param analyser works on what the message asks for
   * @throws whatever is worth another try
   */
  async run(body: string, deliveries: number, lastDelivery: boolean, analyser: FaceAnalyser): Promise<void> {
    const json: unknown = JSON.parse(body);
    const start = JobStart.safeParse(json);
    if (start.success) return this.starter.run(start.data, lastDelivery);
    const message = QueueMessage.parse(json);
    traceAttributes({ 'facefleet.request.id': message.id, 'facefleet.kind': message.kind });
    // An item of a job may also be sent twice, when whoever sent it died before that was noted.
    const mayBeFinished = deliveries > 1 || message.job !== undefined;
    const stored = mayBeFinished ? await this.alreadyFinished(message.id) : undefined;
    const result = stored ?? (await this.process(message, lastDelivery, analyser));
    // Also of a result that was stored before: whoever stored it may have died before it told anybody.
    if (result) await this.ends.announce(message, result);
  }

  /** @returns undefined for an item of a job that was cancelled */
  private async process(
    message: QueueMessage,
    lastDelivery: boolean,
    analyser: FaceAnalyser,
  ): Promise<JobResult | undefined> {
    if (await this.items.skipped(message)) return undefined;
    try {
      const confirm = () => this.confirmed(message, analyser);
      const confirmed = await confirm();
      // Who was enrolled is enrolled, and is not to be called skipped.
      if (message.kind !== 'enrolment' && (await this.items.skipped(message))) return undefined;
      const result = await traced('finish', {}, () => this.finish(message, confirmed, confirm));
      // Where another worker was first, it has counted it.
      if (result.finishedAt === confirmed.result.finishedAt)
        this.metrics.ended(message.kind, result, confirmed.atMs);
      return result;
    } catch (error) {
      this.logger.warn({ recognitionId: message.id, lastDelivery, error: messageOf(error) }, 'not done');
      if (lastDelivery) {
        const detail = 'The request could not be processed. Send it again.';
        const failed = this.failed(message, { code: 'processing-failed', detail });
        const result = await this.ends.finish(message, failed);
        await this.ends.announce(message, result);
        this.metrics.ended(message.kind, result, this.clock.nowMs());
      }
      throw error;
    }
  }

  /** A result that names nobody who has gone: where somebody went meanwhile, it is made again. */
  private async confirmed(message: QueueMessage, analyser: FaceAnalyser): Promise<Confirmed> {
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      // What is known already may name who has gone: after the first try it is found anew.
      const confirmed = await this.resultOf(message, analyser, tries === 1);
      if (confirmed) return confirmed;
    }
    throw new Error('People went from the gallery again and again while they were being named');
  }

  private async resultOf(
    message: QueueMessage,
    analyser: FaceAnalyser,
    mayBeKnown: boolean,
  ): Promise<Confirmed | undefined> {
    try {
      return await this.perform(message.kind, message, analyser, mayBeKnown);
    } catch (error) {
      const code = error instanceof ExpectedError ? JobProblem.safeParse(error.code).data : undefined;
      if (code === undefined) throw error;
      const { issues } = error as ExpectedError;
      const result = this.failed(message, { code, detail: messageOf(error), issues });
      return { result, atMs: this.clock.nowMs() };
    }
  }

  /** @returns undefined where somebody is named who went meanwhile */
  private async perform<K extends JobKind>(
    kind: K,
    message: MessageOf<K>,
    analyser: FaceAnalyser,
    mayBeKnown: boolean,
  ): Promise<Confirmed | undefined> {
    const handler = this.handlers.of(kind);
    const { imageSha256, ...fetched } = await this.fetch(message, handler.imageKeys(message));
    const asked = imageSha256 === undefined ? message : { ...message, imageSha256 };
    const work = () => handler.run(asked, { ...fetched, analyser });
    const { result, isNew } = mayBeKnown
      ? await this.answered.once(asked, work)
      : { result: await work(), isNew: true };
    const atMs = this.clock.nowMs();
    if (!(await this.present.allIn(result))) return undefined;
    return { result, atMs, answers: isNew ? asked : undefined };
  }

  /** @returns the images, and the hash of one that nobody had looked at before */
  private async fetch(
    message: QueueMessage,
    keys: Record<string, string>,
  ): Promise<Omit<FetchedImages<string>, 'analyser'> & { imageSha256?: string }> {
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

  /** Who was paused between the look at the gallery and the store may have named somebody who was erased meanwhile. */
  private async finish(
    message: QueueMessage,
    confirmed: Confirmed,
    confirm: () => Promise<Confirmed>,
  ): Promise<JobResult> {
    let last = confirmed;
    let remembered: Promise<void> | undefined;
    const result = await this.ends.finish(message, confirmed.result, async () => {
      const wasPaused = !isWithin(SOON_MS, last.atMs, this.clock.nowMs());
      if (wasPaused && !(await this.present.allIn(last.result, 0))) {
        last = await confirm();
        return last.result;
      }
      // It goes to Redis with the result, before anybody who was told can ask.
      remembered = last.answers && this.answered.remember(last.answers, last.result);
      return undefined;
    });
    await remembered;
    return result;
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
