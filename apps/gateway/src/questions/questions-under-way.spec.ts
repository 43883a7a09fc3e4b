import type { JobResult } from '@facefleet/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { QuestionsUnderWay } from './questions-under-way';

const ANSWER = { kind: 'recognition', status: 'succeeded', id: 'first' } as JobResult;
const FAILED = { ...ANSWER, status: 'failed' } as JobResult;
const OWN = { ...ANSWER, id: 'own' };
const LONG_MS = 60_000;

let underWay: QuestionsUnderWay;
/** The one that is asked first. */
let settle: { resolve: (answer: JobResult | undefined) => void; reject: (error: Error) => void };
let first: Promise<unknown>;
/** How often the others had to ask for themselves. */
let asked: number;

const never = new AbortController().signal;
const same = (waitMs = LONG_MS, signal = never, question = 'who?') =>
  underWay.answer(question, waitMs, signal, () => {
    asked += 1;
    return Promise.resolve(OWN);
  });

beforeEach(() => {
  underWay = new QuestionsUnderWay();
  asked = 0;
  const answer = new Promise<JobResult | undefined>((resolve, reject) => (settle = { resolve, reject }));
  first = underWay.answer('who?', LONG_MS, never, () => answer);
});

describe('a question that somebody else is asking', () => {
  it('has the same answer, which comes to all at once', async () => {
    const others = Promise.all([same(), same()]);
    settle.resolve(ANSWER);
    expect(await others).toEqual(Array(2).fill({ result: ANSWER, isShared: true }));
    expect(await first).toEqual({ result: ANSWER, isShared: false });
    expect(asked).toBe(0);
  });

  it('is asked once by those who come at the same moment', async () => {
    const both = await Promise.all([same(LONG_MS, never, 'where?'), same(LONG_MS, never, 'where?')]);
    expect(both.map(({ isShared }) => isShared)).toEqual([false, true]);
    expect(asked).toBe(1);
  });

  it('is not under way any more once it is answered', async () => {
    settle.resolve(ANSWER);
    await first;
    expect(await same()).toEqual({ result: OWN, isShared: false });
  });

  it.each([
    ['failed', () => settle.resolve(FAILED)],
    ['was not answered in time', () => settle.resolve(undefined)],
    ['was refused', () => settle.reject(new Error('overloaded'))],
  ])('is asked again where the first one %s', async (_how, end) => {
    const other = same();
    end();
    await first.catch(() => undefined);
    expect(await other).toEqual({ result: OWN, isShared: false });
  });

  it('is waited for as long as the client waits, and is there: then what he asked is accepted all the same', async () => {
    const client = new AbortController();
    const gone = same(LONG_MS, client.signal);
    client.abort();
    expect((await gone).isShared).toBe(false);
    expect((await same(1)).isShared).toBe(false);
    expect((await same(0)).isShared).toBe(false);
    expect(asked).toBe(3);
  });
});
