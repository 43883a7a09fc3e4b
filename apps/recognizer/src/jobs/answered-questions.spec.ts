import type { DetectionRequest, JobResult, QueueMessage } from '@facefleet/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { AnsweredQuestions } from './answered-questions';

const CLOCK = { nowMs: () => 1_000 };
const FOUND = { kind: 'detection', status: 'succeeded', id: 'a', finishedAt: 'earlier' } as JobResult;

/** What the cache knows. */
let cached: JobResult | undefined;
let works: number;
let answered: AnsweredQuestions;

beforeEach(() => {
  cached = undefined;
  works = 0;
  answered = new AnsweredQuestions(
    { answer: () => Promise.resolve(cached) } as never,
    { fingerprint: () => 'of the model' } as never,
    {} as never,
    CLOCK,
  );
});

const message = (id: string, imageSha256 = 'same') =>
  ({ kind: 'detection', id, model: 'm', imageSha256 }) as DetectionRequest;
const work = () => {
  works += 1;
  return Promise.resolve(FOUND);
};

describe('the same question in two messages', () => {
  it('is worked on once, and each has its own answer', async () => {
    const [one, two] = await Promise.all(
      ['a', 'b'].map((id) => answered.once(message(id), async () => (await Promise.resolve(), work()))),
    );
    expect(works).toBe(1);
    expect([one!.isNew, two!.isNew]).toEqual([true, false]);
    expect(two!.result).toEqual({ ...FOUND, id: 'b', finishedAt: '1970-01-01T00:00:01.000Z' });
  });

  it('is not worked on where another worker has answered it', async () => {
    cached = FOUND;
    expect(await answered.once(message('b'), work)).toMatchObject({ result: { id: 'b' }, isNew: false });
    expect(works).toBe(0);
  });

  it('is worked on again where that failed, and where another image is asked about', async () => {
    const failing = answered.once(message('a'), () => Promise.reject(new Error('no')));
    const other = answered.once(message('b'), work);
    await expect(failing).rejects.toThrow('no');
    expect((await other).isNew).toBe(true);
    await Promise.all([answered.once(message('c'), work), answered.once(message('d', 'another'), work)]);
    expect(works).toBe(3);
  });

  it('is not looked for where the message is none', async () => {
    cached = FOUND;
    const enrolment = { kind: 'enrolment', id: 'e' } as QueueMessage;
    expect((await answered.once(enrolment, work)).isNew).toBe(true);
  });
});
