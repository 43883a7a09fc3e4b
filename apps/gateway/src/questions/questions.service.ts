import { isAnswerTo, questionKey, questionOf, ResultCache } from '@facefleet/cache';
import type { MessageOf, QuestionKind, ResultOf, SucceededOf } from '@facefleet/contracts';
import { Galleries, type GalleryView } from '@facefleet/gallery';
import { ModelCatalogue } from '@facefleet/models';
import { Clock, messageOf } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Visit } from '../admission/visit';
import { GatewayOptions } from '../config';
import type { Attempt } from '../idempotency/attempt';
import { JobQueue } from '../jobs/job-queue';
import { JobResults } from '../jobs/job-results';
import { ofKind, RequestFinder } from '../jobs/request-finder';
import { GatewayMetrics } from '../telemetry/gateway-metrics';
import type { UploadedImage } from '../uploads/uploaded-image';
import { QuestionsUnderWay } from './questions-under-way';

/**
 * How old our picture of a gallery may be. Our own changes show at once, those of other gateways by event or after
 * this time.
 */
const MAX_GALLERY_STALENESS_MS = 1_000;

/** How long the asker waits, and whether it is still there. */
export interface Patience {
  /** 0: it does not wait */
  waitMs: number;
  clientGone: AbortSignal;
  /** The same one each time a client asks again with the same idempotency key. */
  attempt: Attempt;
  visit: Visit;
}

export interface Answered<K extends QuestionKind> {
  id: string;
  /** undefined: not finished in time */
  result: ResultOf<K> | undefined;
  source: AnswerSource;
}

/** `hit`: known from before. `collapsed`: somebody else was asking the same just then. `miss`: asked for this request. */
export type AnswerSource = 'hit' | 'collapsed' | 'miss';

/** The way of every question: answered from what was answered before, or else by a recognizer. */
@Injectable()
export class QuestionsService {
  private readonly logger = new Logger(QuestionsService.name);
  private readonly underWay = new QuestionsUnderWay();

  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ResultCache) private readonly cache: ResultCache,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(JobResults) private readonly results: JobResults,
    @Inject(RequestFinder) private readonly requests: RequestFinder,
    @Inject(ModelCatalogue) private readonly models: ModelCatalogue,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(GatewayMetrics) private readonly metrics: GatewayMetrics,
  ) {}

  /** What the message of every new request begins with. */
  accepted({ attempt }: Patience) {
    return { v: 1 as const, id: attempt.id, submittedAtMs: this.clock.nowMs() };
  }

  /**
   * A gallery that is asked about, and what a message says of it.
   *
   * @param shows whether it has what is asked about: where it does not, that may be new, and is looked for once more
   * @throws ExpectedError `gallery-not-found`
   */
  async gallery(gallery: string, shows: (view: GalleryView) => boolean = () => true) {
    const view = await this.galleries.existing(gallery, MAX_GALLERY_STALENESS_MS);
    if (!shows(view)) await view.refresh();
    const model = view.state.model ?? this.options.defaultModel;
    return { view, asked: { gallery, galleryVersion: view.version, model } };
  }

  /**
   * @param images that the message has keys of, in their order
   * @throws ExpectedError `overloaded`, `service-unavailable`
   */
  async ask<K extends QuestionKind>(
    message: MessageOf<K>,
    images: UploadedImage[],
    { waitMs, clientGone, attempt, visit }: Patience,
  ): Promise<Answered<K>> {
    const { id, kind, model } = message as MessageOf<QuestionKind> & { kind: K };
    const question = questionOf(message, { model, modelFingerprint: this.models.fingerprint(model) });
    const untilMs = this.clock.nowMs() + waitMs;
    const askRecognizers = async () => {
      const answered = this.metrics.answerSeconds.startTimer({ kind });
      const leftMs = Math.min(waitMs, Math.max(0, untilMs - this.clock.nowMs()));
      const result = await this.results.ofAttempt(attempt, leftMs, clientGone, () =>
        this.queue.accept(message, visit, ...images),
      );
      if (result) answered();
      return result;
    };
    // An earlier request of the same client may be on its way to a recognizer, and get an answer of its own.
    if (attempt.isRepeated) return { id, result: ofKind(kind, await askRecognizers()), source: 'miss' };
    const cached = await this.cache.answer(question);
    const { result, isShared } = cached
      ? { result: cached, isShared: false }
      : await this.underWay.answer(questionKey(question), waitMs, clientGone, askRecognizers);
    const source = cached ? 'hit' : isShared ? 'collapsed' : 'miss';
    this.metrics.cache.inc({ outcome: source });
    if (source === 'miss' || !isAnswerTo(question, result))
      return { id, result: ofKind(kind, result), source };
    const again = { ...result, id };
    await this.keep(again, waitMs);
    return { id, result: ofKind(kind, again), source };
  }

  /** @returns the result, 'pending', or undefined for an id that we do not know */
  find<K extends QuestionKind>(kind: K, id: string): Promise<ResultOf<K> | 'pending' | undefined> {
    return this.requests.find(kind, id);
  }

  /** The same question was answered before: the old answer, as the result of this request. */
  private async keep(answer: SucceededOf<QuestionKind>, waitMs: number): Promise<void> {
    const kept = this.results.keep(answer);
    // A client that waits has its answer in hand; one that does not will come and fetch it.
    if (waitMs === 0) return kept;
    kept.catch((error: unknown) =>
      this.logger.warn({ recognitionId: answer.id, error: messageOf(error) }, 'cached answer not kept'),
    );
  }
}
