import { questionOf, ResultCache } from '@facefleet/cache';
import type { JobResult, QueueMessage } from '@facefleet/contracts';
import { ModelCatalogue } from '@facefleet/models';
import { Inject, Injectable } from '@nestjs/common';

/** Answers are kept: the same question, asked again while nothing has changed, needs no recognizer. */
@Injectable()
export class AnsweredQuestions {
  constructor(
    @Inject(ResultCache) private readonly cache: ResultCache,
    @Inject(ModelCatalogue) private readonly models: ModelCatalogue,
  ) {}

  /** Under what it was answered by, which may be newer than what was asked for. */
  async remember(message: QueueMessage, result: JobResult): Promise<void> {
    if (message.kind === 'enrolment' || result.kind === 'enrolment' || result.status === 'failed') return;
    const { model } = result;
    const by = { model, modelFingerprint: this.models.fingerprint(model) };
    const galleryVersion = 'galleryVersion' in result ? { galleryVersion: result.galleryVersion } : {};
    await this.cache.rememberAnswer(questionOf(message, { ...by, ...galleryVersion }), result);
  }
}
