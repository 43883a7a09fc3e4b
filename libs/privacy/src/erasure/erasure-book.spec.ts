import { type ResultStore } from '@facefleet/aws';
import { v7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { ErasureBook } from './erasure-book';

const DAY_MS = 24 * 3600 * 1000;
const COUNTS = {
  ...{ removedResults: 1, changedResults: 2, removedImages: 3 },
  ...{ changedLists: 4, removedBatches: 5, droppedAnswers: 6 },
};
const ADA = { gallery: 'staff', personId: 'ada', faceIds: ['face-1'], imageSha256s: ['a'.repeat(64)] };

let objects: Map<string, string>;
let clock: { atMs: number; nowMs: () => number };
let book: ErasureBook;

beforeEach(() => {
  objects = new Map();
  const store = {
    put: (key: string, body: string) => Promise.resolve(void objects.set(key, body)),
    get: (key: string) => Promise.resolve(objects.has(key) ? Buffer.from(objects.get(key)!) : undefined),
    delete: (keys: string[]) => Promise.resolve(keys.forEach((key) => objects.delete(key))),
    list: (prefix: string) =>
      Promise.resolve([...objects.keys()].filter((key) => key.startsWith(prefix)).sort()),
  } as unknown as ResultStore;
  clock = { atMs: Date.now(), nowMs: () => clock.atMs };
  book = new ErasureBook(store, clock);
});
const everything = () => [...objects].flat().join('\n');
const askedAt = (msecs: number) => v7({ msecs });

describe('traces of whoever was erased', () => {
  it('hold for what was asked for before, and not for what is asked for afterwards', async () => {
    await book.leaveTrace('staff', 'ada');
    expect(await book.isErasedSince('staff', 'ada', askedAt(clock.atMs - 1))).toBe(true);
    expect(await book.isErasedSince('staff', 'ada', askedAt(clock.atMs))).toBe(false);
  });

  it('are of one person in one gallery', async () => {
    await book.leaveTrace('staff', 'ada');
    const before = askedAt(clock.atMs - 1);
    expect(await book.isErasedSince('staff', 'adam', before)).toBe(false);
    expect(await book.isErasedSince('guests', 'ada', before)).toBe(false);
  });

  it('hold from the last removal of several', async () => {
    const firstMs = clock.atMs;
    for (const afterMs of [0, 5_000, 2_000]) {
      clock.atMs = firstMs + afterMs;
      await book.leaveTrace('staff', 'ada');
    }
    const [untilMs] = (await book.traces('staff')).values();
    expect(untilMs).toBe(firstMs + 5_000);
    expect(await book.isErasedSince('staff', 'ada', askedAt(firstMs + 4_999))).toBe(true);
  });

  it('do not say who it was', async () => {
    await book.leaveTrace('staff', 'ada');
    expect(everything()).not.toContain('ada');
  });

  it('go when their time is over, and so do receipts; younger ones stay', async () => {
    await book.leaveTrace('staff', 'old');
    const old = await book.begin(ADA);
    await book.finish(old, COUNTS);
    clock.atMs += DAY_MS;
    await book.leaveTrace('staff', 'young');
    await book.tidy(clock.atMs, 0);
    expect([...(await book.traces('staff')).values()]).toEqual([clock.atMs]);
    expect(await book.findDone(old.id)).toBeDefined();
    await book.tidy(0, Date.now() + DAY_MS);
    expect(await book.findDone(old.id)).toBeUndefined();
    expect((await book.traces('staff')).size).toBe(1);
  });
});

describe('an erasure', () => {
  it('is pending, the oldest first, and not removed yet when it begins', async () => {
    const first = await book.begin(ADA);
    const second = await book.begin({ ...ADA, personId: 'bob' });
    expect(await book.pending()).toEqual([first, second]);
    expect(first).toMatchObject({ ...ADA, isRemoved: false, beforeMs: clock.atMs });
    expect(await book.findPending(first.id)).toEqual(first);
  });

  it('looks for what was asked for until the removal was done, and for ids that were found meanwhile', async () => {
    const begun = await book.begin(ADA);
    clock.atMs += 3_000;
    const removed = await book.removed(begun, ['face-2', 'face-1']);
    expect(removed).toMatchObject({
      ...{ id: begun.id, isRemoved: true, beforeMs: clock.atMs },
      faceIds: ['face-1', 'face-2'],
    });
    expect(await book.pending()).toEqual([removed]);
  });

  it('leaves counts when it is done, and nothing of who it was', async () => {
    const erasure = await book.begin(ADA);
    await book.finish(erasure, COUNTS);
    expect(await book.pending()).toEqual([]);
    expect(await book.findDone(erasure.id)).toMatchObject({
      ...{ gallery: 'staff', counts: COUNTS, finishedAtMs: clock.atMs },
    });
    expect(everything()).not.toMatch(/ada|face-1|aaaa/);
  });

  it('is not there at all where nobody was removed', async () => {
    const erasure = await book.begin(ADA);
    await book.abandon(erasure);
    expect([...objects.keys()]).toEqual([]);
    expect(await book.findDone(erasure.id)).toBeUndefined();
  });
});
