import type { ResultCache } from '@facefleet/cache';
import type { JobResult } from '@facefleet/contracts';
import { ErasureBook, ErasureCounts, type PendingErasure } from '@facefleet/privacy';
import { v7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryObjects } from '../memory-objects.fixture';
import { SetClock } from '../set-clock.fixture';
import { erasureTimes } from './erasure-times';
import { RecentErasures } from './recent-erasures';

const TIMES = erasureTimes(30_000);
const NOTHING = ErasureCounts.parse(
  Object.fromEntries(Object.keys(ErasureCounts.shape).map((name) => [name, 0] as const)),
);
const ADA = { gallery: 'staff', personId: 'ada', faceIds: [], imageSha256s: [] };

let store: MemoryObjects;
let clock: SetClock;
let book: ErasureBook;
let recent: RecentErasures;
let forgotten: number;
/** The store does not answer. */
let isAway: boolean;

beforeEach(() => {
  store = new MemoryObjects();
  clock = new SetClock();
  [forgotten, isAway] = [0, false];
  const list = store.list.bind(store);
  store.list = (prefix) => (isAway ? Promise.reject(new Error('away')) : list(prefix));
  book = new ErasureBook(store.asStore, clock);
  const cache = { forgetAllHere: () => (forgotten += 1) } as unknown as ResultCache;
  recent = new RecentErasures(book, cache, TIMES, clock);
});

const verificationOf = (personId: string, askedAtMs = clock.atMs - 1) =>
  ({
    ...{ id: v7({ msecs: askedAtMs }), kind: 'verification', status: 'succeeded', gallery: 'staff' },
    person: { id: personId, name: personId },
    image: { sha256: '' },
  }) as JobResult;
const remains = async (personId: string, askedAtMs?: number) =>
  (await recent.remainsOf(verificationOf(personId, askedAtMs))) !== undefined;
const removedAda = async () => book.removed(await book.begin(ADA));

describe('RecentErasures', () => {
  it('shows a result as it is where nobody in it is being erased', async () => {
    await removedAda();
    const result = verificationOf('bob');
    expect(await recent.remainsOf(result)).toBe(result);
  });

  it('shows nothing of who was removed, and again what is asked for afterwards', async () => {
    await removedAda();
    expect(await remains('ada')).toBe(false);
    expect(await remains('ada', clock.atMs)).toBe(true);
  });

  it('shows nothing at all of who is just being removed, until that is done', async () => {
    const erasure = await book.begin(ADA);
    expect(await remains('ada', clock.atMs + 500)).toBe(false);
    await book.removed(erasure);
    clock.atMs += 1_001;
    expect(await remains('ada', clock.atMs)).toBe(true);
  });

  it('sees a removal within a second, and asks the store no more often', async () => {
    expect(await remains('ada')).toBe(true);
    await removedAda();
    clock.atMs += 1_000;
    expect(await remains('ada', clock.atMs - 1_001)).toBe(true);
    clock.atMs += 1;
    expect(await remains('ada', clock.atMs - 1_002)).toBe(false);
  });

  it('shows what is left where somebody else is in it', async () => {
    await removedAda();
    const ranked = (id: string) => ({ person: { id, name: id }, bestFaceId: v7() });
    const search = {
      ...{ ...verificationOf('bob'), kind: 'search', faceId: v7() },
      people: [ranked('ada'), ranked('eve')],
    } as unknown as JobResult;
    expect(await recent.remainsOf(search)).toMatchObject({ people: [{ person: { id: 'eve' } }] });
  });

  it('asks once for all who ask at the same time', async () => {
    let lists = 0;
    const list = store.list.bind(store);
    store.list = (prefix) => {
      lists += 1;
      return list(prefix);
    };
    await Promise.all(['ada', 'bob', 'eve'].map((id) => remains(id)));
    expect(lists).toBe(1);
  });

  it('forgets what this gateway remembers when a removal begins and when it is done, and not at each look', async () => {
    await recent.look();
    const before = forgotten;
    const erasure = await book.begin(ADA);
    await recent.look();
    await recent.look();
    expect(forgotten).toBe(before + 1);
    const removed = await book.removed(erasure);
    await recent.look();
    await recent.look();
    expect(forgotten).toBe(before + 2);
    // Meanwhile it may have read one from Redis that nobody had looked through yet.
    await book.finish(removed, NOTHING);
    await recent.look();
    await recent.look();
    expect(forgotten).toBe(before + 3);
  });

  it('forgets what it remembers where it may have missed an erasure altogether', async () => {
    await recent.look();
    const before = forgotten;
    clock.atMs += TIMES.pendingAtLeastMs;
    await recent.look();
    expect(forgotten).toBe(before);
    clock.atMs += TIMES.pendingAtLeastMs + 1;
    await recent.look();
    expect(forgotten).toBe(before + 1);
  });

  it('goes by what it knew while the store is away, and answers nothing once that is too old', async () => {
    await removedAda();
    await recent.look();
    isAway = true;
    clock.atMs += TIMES.pendingAtLeastMs;
    expect(await remains('ada', clock.atMs - TIMES.pendingAtLeastMs - 1)).toBe(false);
    expect(await remains('bob')).toBe(true);
    clock.atMs += 1;
    await expect(remains('bob')).rejects.toThrow('away');
  });

  it('says who is pending', async () => {
    const erasure: PendingErasure = await removedAda();
    expect(await recent.look()).toEqual([erasure]);
  });
});
