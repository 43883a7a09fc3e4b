import { isAnswerTo, type Question, questionKey, questionOf, ResultCache } from '@facefleet/cache';
import {
  answersKeptMs,
  type JobResult,
  type MessageOf,
  type QuestionKind,
  type QueueMessage,
  type ResultOf,
} from '@facefleet/contracts';
import { ModelCatalogue } from '@facefleet/models';
import { Clock } from '@facefleet/platform';
import { Retentions } from '@facefleet/privacy';
import { Inject, Injectable } from '@nestjs/common';

interface Found {
  result: JobResult;
  isNew: boolean;
}

/** Answers are kept: the same question, asked again while nothing has changed, is not worked on again. */
@Injectable()
export class AnsweredQuestions {
  private readonly underWay = new Map<string, Promise<Found>>();

  constructor(
    @Inject(ResultCache) private readonly cache: ResultCache,
    @Inject(ModelCatalogue) private readonly models: ModelCatalogue,
    @Inject(Retentions) private readonly retentions: Retentions,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * The answer that came while this message was waiting, or is just being found by this worker: the same image is often
   * sent several times at once.
   *
   * @param work finds the answer, where there is none
   * @returns `isNew`: it was found for this message
   */
  async once<T extends JobResult>(message: QueueMessage, work: () => Promise<T>): Promise<Found> {
    if (!isQuestion(message)) return { result: await work(), isNew: true };
    const { model } = message;
    const question = questionOf(message, { model, modelFingerprint: this.models.fingerprint(model) });
    const key = questionKey(question);
    const other = this.underWay.get(key); // none: not a moment may pass until ours is
    const found = other && (await other.catch(() => undefined));
    if (isAnswerTo(question, found?.result)) return this.again(message, found.result);
    const finding = this.find(message, question, work);
    this.underWay.set(key, finding);
    try {
      return await finding;
    } finally {
      if (this.underWay.get(key) === finding) this.underWay.delete(key);
    }
  }

  private async find<T extends JobResult>(
    message: QueueMessage,
    question: Question,
    work: () => Promise<T>,
  ): Promise<Found> {
    const known = await this.cache.answer(question);
    return known ? this.again(message, known) : { result: await work(), isNew: true };
  }

  private again({ id }: QueueMessage, answer: JobResult): Found {
    return {
      result: { ...answer, id, finishedAt: new Date(this.clock.nowMs()).toISOString() },
      isNew: false,
    };
  }

  /** Under what it was answered by, which may be newer than what was asked for. */
  async remember(message: QueueMessage, result: JobResult): Promise<void> {
    if (result.status === 'failed' || !isQuestion(message) || !isAnswer(result)) return;
    const { model } = result;
    const by = { model, modelFingerprint: this.models.fingerprint(model) };
    const galleryVersion = 'galleryVersion' in result ? { galleryVersion: result.galleryVersion } : {};
    const keptMs = answersKeptMs(this.retentions.of('gallery' in result ? result.gallery : undefined));
    await this.cache.rememberAnswer(questionOf(message, { ...by, ...galleryVersion }), result, keptMs);
  }
}

const isQuestion = (message: QueueMessage): message is MessageOf<QuestionKind> =>
  message.kind !== 'enrolment' && message.kind !== 'embedding';
const isAnswer = (result: JobResult): result is ResultOf<QuestionKind> =>
  result.kind !== 'enrolment' && result.kind !== 'embedding';
