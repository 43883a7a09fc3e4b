import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UploadBudget, type UploadLease } from './upload-budget';

const TOTAL = 100;
let budget: UploadBudget;

beforeEach(() => {
  vi.useFakeTimers();
  budget = new UploadBudget(TOTAL);
});
afterEach(() => {
  vi.useRealTimers();
});

const take = (bytes: number, keyId = `key ${Math.random()}`, signal = new AbortController().signal) => {
  const lease = budget.take(bytes, keyId, signal);
  lease.catch(() => undefined); // a test that looks at it sees the refusal all the same
  return lease;
};

/** Settles nothing: tells what has happened by now. */
async function stateOf(promise: Promise<UploadLease>): Promise<'granted' | 'refused' | 'waiting'> {
  let state: 'granted' | 'refused' | 'waiting' = 'waiting';
  promise.then(
    () => (state = 'granted'),
    () => (state = 'refused'),
  );
  await vi.advanceTimersByTimeAsync(0);
  return state;
}

describe('UploadBudget', () => {
  it('grants what there is, and the rest once it is given back', async () => {
    const first = await take(60);
    const second = take(60);
    expect(await stateOf(second)).toBe('waiting');
    first.giveBack(19);
    expect(await stateOf(second)).toBe('waiting');
    first.giveBack(1);
    expect(await stateOf(second)).toBe('granted');
    expect(budget.usedBytes).toBe(TOTAL);
  });

  it('never gives back more than was taken', async () => {
    const lease = await take(60);
    lease.keep(10);
    expect(budget.usedBytes).toBe(10);
    lease.keep(50);
    lease.giveBack(50);
    lease.end();
    lease.end();
    expect(budget.usedBytes).toBe(0);
  });

  it('refuses whoever has waited for two seconds, and says when to come again', async () => {
    await take(TOTAL);
    const second = take(1);
    const refusal = expect(second).rejects.toMatchObject({ code: 'overloaded', retryAfterS: 2 });
    await vi.advanceTimersByTimeAsync(1_999);
    expect(await stateOf(second)).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1);
    await refusal;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets no more than a hundred wait', async () => {
    await take(TOTAL);
    const waiting = Array.from({ length: 100 }, () => take(1));
    expect(await stateOf(take(1))).toBe('refused');
    expect(await stateOf(waiting[99]!)).toBe('waiting');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await stateOf(waiting[99]!)).toBe('refused');
  });

  it('lets no small one pass a large one that waits', async () => {
    const first = await take(60);
    const large = take(80);
    const small = take(10);
    expect(await stateOf(small)).toBe('waiting');
    first.end();
    expect(await Promise.all([stateOf(large), stateOf(small)])).toEqual(['granted', 'granted']);
  });

  it('lets one key have half, and others pass it meanwhile', async () => {
    await take(40, 'greedy');
    const more = take(20, 'greedy');
    expect(await stateOf(more)).toBe('waiting');
    expect(await stateOf(take(50, 'other'))).toBe('granted');
    expect(await stateOf(more)).toBe('waiting');
  });

  it('gives all of it to one that needs more than there is, once it has it for itself', async () => {
    const first = await take(1);
    const huge = take(1_000);
    expect(await stateOf(huge)).toBe('waiting');
    first.end();
    expect(await stateOf(huge)).toBe('granted');
    expect(budget.usedBytes).toBe(TOTAL);
  });

  it('forgets a client that has gone, and serves the next', async () => {
    const first = await take(60);
    const impatient = new AbortController();
    const large = take(80, 'a', impatient.signal);
    const small = take(40);
    expect(await stateOf(small)).toBe('waiting');
    impatient.abort();
    expect(await Promise.all([stateOf(large), stateOf(small)])).toEqual(['refused', 'granted']);
    first.end();
    expect(budget.usedBytes).toBe(40);
  });

  it('gives nothing to a client that has gone before it asked', async () => {
    await take(TOTAL);
    expect(await stateOf(take(1, 'a', AbortSignal.abort()))).toBe('refused');
  });
});
