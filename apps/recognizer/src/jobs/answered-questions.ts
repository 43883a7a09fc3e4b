import { questionOf, ResultCache } from '@facefleet/cache';
import {
  answersKeptMs,
  type JobResult,
  type MessageOf,
  type QuestionKind,
  type QueueMessage,
  type ResultOf,
} from '@facefleet/contracts';
import { ModelCatalogue } from '@facefleet/models';
import { Retentions } from '@facefleet/privacy';
import { Inject, Injectable } from '@nestjs/common';

/** Answers are kept: the same question, asked again while nothing has changed, needs no recognizer. */
@Injectable()
export class AnsweredQuestions {
  constructor(
    @Inject(ResultCache) private readonly cache: ResultCache,
    @Inject(ModelCatalogue) private readonly models: ModelCatalogue,
    @Inject(Retentions) private readonly retentions: Retentions,
  ) {}

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
