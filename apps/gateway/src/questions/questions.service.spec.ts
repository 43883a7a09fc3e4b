import type { RecognitionRequest } from '@facefleet/contracts';
import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Attempt } from '../idempotency/attempt';
import { SetClock } from '../set-clock.fixture';
import { QuestionsUnderWay } from './questions-under-way';
import { QuestionsService } from './questions.service';

const CACHED = { kind: 'recognition', status: 'succeeded', id: 'of another', finishedAt: 'earlier' };
const FINISHED = { ...CACHED, id: 'of this', finishedAt: 'now' };

const ofAttempt = vi.fn(() => Promise.resolve(FINISHED));
const keep = vi.fn(() => Promise.resolve());
let questions: QuestionsService;

beforeEach(() => {
  Logger.overrideLogger(false);
  vi.clearAllMocks();
  const parts: Partial<Record<string, unknown>> = {
    results: { ofAttempt, keep },
    cache: { answer: () => Promise.resolve(CACHED) },
    models: { fingerprint: () => 'fingerprint' },
    metrics: { cache: { inc: () => undefined }, answerSeconds: { startTimer: () => () => undefined } },
    clock: new SetClock(),
    underWay: new QuestionsUnderWay(),
  };
  questions = Object.assign(Object.create(QuestionsService.prototype) as QuestionsService, parts);
});

const ask = (attempt: Attempt) => {
  const { id } = attempt;
  const message = {
    v: 1,
    kind: 'recognition',
    id,
    model: 'm',
    imageSha256: 'a',
  } as unknown as RecognitionRequest;
  const patience = { waitMs: 1_000, clientGone: new AbortController().signal, attempt, visit: {} };
  return questions.ask(message, [], patience as never);
};

describe('a question that was answered before', () => {
  it('is answered from the cache, under the id of this request', async () => {
    const attempt = new Attempt();
    expect(await ask(attempt)).toMatchObject({
      source: 'hit',
      result: { id: attempt.id, finishedAt: 'earlier' },
    });
    expect(keep).toHaveBeenCalledWith({ ...CACHED, id: attempt.id });
    expect(ofAttempt).not.toHaveBeenCalled();
  });

  it('gets the answer of its own that it may be getting already, where it came before: two would be one too many', async () => {
    const attempt = new Attempt(undefined, false, () => undefined, true);
    expect(await ask(attempt)).toMatchObject({ source: 'miss', result: { finishedAt: 'now' } });
    expect(keep).not.toHaveBeenCalled();
  });
});
