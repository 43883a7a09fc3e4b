import type { JobResult } from '@facefleet/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { QuestionsUnderWay } from './questions-under-way';

const ANSWER = { kind: 'recognition', status: 'succeeded', id: 'first' } as JobResult;
const FAILED = { kind: 'recognition', status: 'failed', id: 'first' } as JobResult;
const LONG_MS = 60_000;

let underWay: QuestionsUnderWay;
/** The one that is asked first. */
let settle: { resolve: (answer: JobResult | undefined) => void; reject: (error: Error) => void };
let first: Promise<JobResult | undefined>;

beforeEach(() => {
  underWay = new QuestionsUnderWay();
  const answer = new Promise<JobResult | undefined>((resolve, reject) => (settle = { resolve, reject }));
  first = underWay.first('who?', answer);
});

const same = (waitMs = LONG_MS, signal = new AbortController().signal) =>
  underWay.answerOf('who?', waitMs, signal);

describe('a question that somebody else is asking', () => {
  it('has the same answer, which comes to all at once', async () => {
    const others = Promise.all([same(), same()]);
    settle.resolve(ANSWER);
    expect(await others).toEqual([ANSWER, ANSWER]);
    expect(await first).toBe(ANSWER);
  });

  it('is not under way any more once it is answered, and another one never was', async () => {
    settle.resolve(ANSWER);
    await first;
    expect(await same()).toBeUndefined();
    expect(await underWay.answerOf('where?', LONG_MS, new AbortController().signal)).toBeUndefined();
  });

  it.each([
    ['failed', () => settle.resolve(FAILED)],
    ['was not answered in time', () => settle.resolve(undefined)],
    ['was refused', () => settle.reject(new Error('overloaded'))],
  ])('is to be asked again where the first one %s', async (_how, end) => {
    const other = same();
    end();
    await first.catch(() => undefined);
    expect(await other).toBeUndefined();
  });

  it('is waited for as long as the client waits, and is there', async () => {
    const client = new AbortController();
    const gone = same(LONG_MS, client.signal);
    client.abort();
    expect(await gone).toBeUndefined();
    expect(await same(1)).toBeUndefined();
    expect(await same(0)).toBeUndefined();
  });
});
