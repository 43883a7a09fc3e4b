import type { QuestionKind, ResultOf, SucceededOf } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { visitOf } from '../admission/visit';
import { GatewayOptions } from '../config';
import { attemptOf } from '../idempotency/attempt';
import { answerPending, clientGone, unlessFailed, waitOf } from '../jobs/answer';
import type { Pending } from '../jobs/pending.dto';
import { QUESTIONS } from './question-paths';
import { type Answered, type AnswerSource, type Patience, QuestionsService } from './questions.service';

/** RFC 9211 */
const CACHE_STATUS: Record<AnswerSource, string> = {
  hit: 'facefleet; hit',
  collapsed: 'facefleet; fwd=miss; collapsed',
  miss: 'facefleet; fwd=miss',
};

/** How questions are answered over HTTP, whatever they are about. */
@Injectable()
export class QuestionReplies {
  constructor(
    @Inject(QuestionsService) private readonly questions: QuestionsService,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
  ) {}

  /**
   * 200 with the answer where it is there in time, else 202 and where it will be.
   * @throws ExpectedError with the code of an answer that failed
   */
  async reply<K extends QuestionKind>(
    kind: K,
    request: Request,
    response: Response,
    ask: (patience: Patience) => Promise<Answered<K>>,
  ): Promise<SucceededOf<K> | Pending> {
    const wait = waitOf(request, this.options.maxWaitMs);
    const { id, result, source } = await ask({
      waitMs: wait.waitMs,
      clientGone: clientGone(response),
      attempt: attemptOf(request),
      visit: visitOf(request, this.options.answeredWithinS),
    });
    response.setHeader('Cache-Status', CACHE_STATUS[source]);
    if (result === undefined || wait.waitMs === 0)
      return answerPending(response, id, `${QUESTIONS[kind].path}/${id}`, wait);
    return unlessFailed(result) as unknown as SucceededOf<K>;
  }

  /** @throws ExpectedError the kind's own `...-not-found` */
  async find<K extends QuestionKind>(kind: K, id: string): Promise<ResultOf<K> | Pending> {
    const { path, notFound } = QUESTIONS[kind];
    const result = await this.questions.find(kind, id.toLowerCase());
    if (result === undefined) throw new ExpectedError(notFound, `There is no ${kind} with the id ${id}.`);
    return result === 'pending' ? { id, status: 'pending', location: `${path}/${id}` } : result;
  }
}
