import type { ResultCache } from '@facefleet/cache';
import { ErasureBook, type PendingErasure, ResultWalk, type StoredResult } from '@facefleet/privacy';
import { Logger } from '@nestjs/common';
import { v7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LetterErasure } from '../dead-letters/letter-erasure';
import { MemoryObjects } from '../memory-objects.fixture';
import { SetClock } from '../set-clock.fixture';
import { ErasurePass } from './erasure-pass';
import { ErasureProgress } from './erasure-progress';
import { erasureTimes } from './erasure-times';
import type { JobErasure } from './job-erasure';
import type { ResultErasure } from './result-erasure';

const TIMES = erasureTimes(30_000);
const PROGRESS = 'erasures/progress.json';
/** So many results are in one chunk of the walk. */
const CHUNK = 64;

let store: MemoryObjects;
let clock: SetClock;
let book: ErasureBook;
let pass: ErasurePass;
let ids: string[];
/** `<result> <person>`, in the order in which they were looked at. */
let looked: string[];
/** By whom a result is gone. */
let goneFor: Map<string, string>;
let areJobsDone: boolean;
let lettersOf: (string | undefined)[];

beforeEach(() => {
  Logger.overrideLogger(false);
  store = new MemoryObjects();
  clock = new SetClock();
  book = new ErasureBook(store.asStore, clock);
  [looked, goneFor, areJobsDone, lettersOf] = [[], new Map<string, string>(), true, []];
  ids = Array.from({ length: 2 * CHUNK }, (_, n) => v7({ msecs: clock.atMs - 10_000 + n, seq: n }));
  for (const id of ids) store.objects.set(id, '{}');
  const results = {
    eraseFrom: (result: StoredResult, { personId }: PendingErasure, counts: { removedResults: number }) => {
      looked.push(`${result.id} ${personId}`);
      if (goneFor.get(result.id) !== personId) return Promise.resolve(result);
      counts.removedResults += 1;
      return Promise.resolve(undefined);
    },
  } as unknown as ResultErasure;
  const jobs = { run: () => Promise.resolve(areJobsDone) } as unknown as JobErasure;
  const letters = {
    erase: ({ personId }: { personId?: string }) => Promise.resolve(void lettersOf.push(personId)),
  } as unknown as LetterErasure;
  const cache = { forget: () => Promise.resolve(7) } as unknown as ResultCache;
  pass = new ErasurePass(
    book,
    new ErasureProgress(store.asStore),
    new ResultWalk(store.asStore),
    results,
    jobs,
    letters,
    cache,
    TIMES,
    clock,
  );
});

const removed = async (personId: string) =>
  book.removed(await book.begin({ gallery: 'staff', personId, faceIds: [], imageSha256s: [] }));
const goOn = () => Promise.resolve();
const of = (personId: string) => looked.filter((one) => one.endsWith(` ${personId}`)).length;
const enough = () => (clock.atMs += TIMES.pendingAtLeastMs);

describe('ErasurePass', () => {
  it('looks at every result from before once, for all who were erased together', async () => {
    const later = v7({ msecs: clock.atMs + 1 });
    store.objects.set(later, '{}');
    const erasures = [await removed('ada'), await removed('bob')];
    await pass.run(erasures, goOn);
    expect(looked).toEqual(ids.flatMap((id) => [`${id} ada`, `${id} bob`]));
  });

  it('does not look for others in a result that is gone', async () => {
    goneFor.set(ids[0]!, 'ada');
    await pass.run([await removed('ada'), await removed('bob')], goOn);
    expect([of('ada'), of('bob')]).toEqual([ids.length, ids.length - 1]);
  });

  it('is finished once every gateway has seen it, with all that was counted, and leaves no progress', async () => {
    goneFor.set(ids[0]!, 'ada');
    const ada = await removed('ada');
    await pass.run([ada], goOn);
    expect(await book.findDone(ada.id)).toBeUndefined();
    enough();
    await pass.run([ada], goOn);
    expect(await book.findDone(ada.id)).toMatchObject({ counts: { removedResults: 1, droppedAnswers: 14 } });
    expect(await book.pending()).toEqual([]);
    expect(store.objects.has(PROGRESS)).toBe(false);
  });

  it('does not look through the results again while it waits for that', async () => {
    const ada = await removed('ada');
    await pass.run([ada], goOn);
    await pass.run([ada], goOn);
    expect(of('ada')).toBe(ids.length);
  });

  it('is not finished while a job may still bring them', async () => {
    const ada = await removed('ada');
    enough();
    areJobsDone = false;
    await pass.run([ada], goOn);
    expect(await book.findDone(ada.id)).toBeUndefined();
    areJobsDone = true;
    await pass.run([ada], goOn);
    expect(await book.findDone(ada.id)).toBeDefined();
  });

  it('goes on where it was stopped, with what was counted by then', async () => {
    goneFor.set(ids[0]!, 'ada');
    const ada = await removed('ada');
    enough();
    let chunks = 0;
    const stopped = () => (++chunks > 1 ? Promise.reject(new Error('stop')) : Promise.resolve());
    await expect(pass.run([ada], stopped)).rejects.toThrow('stop');
    expect(of('ada')).toBe(CHUNK);
    await pass.run([ada], goOn);
    expect(of('ada')).toBe(ids.length);
    expect(await book.findDone(ada.id)).toMatchObject({ counts: { removedResults: 1 } });
  });

  it('begins anew where somebody else is to be looked for, too', async () => {
    const ada = await removed('ada');
    let chunks = 0;
    const stopped = () => (++chunks > 1 ? Promise.reject(new Error('stop')) : Promise.resolve());
    await expect(pass.run([ada], stopped)).rejects.toThrow('stop');
    await pass.run([ada, await removed('bob')], goOn);
    expect([of('ada'), of('bob')]).toEqual([CHUNK + ids.length, ids.length]);
  });

  it('looks for whoever comes later alone, once the others were looked for', async () => {
    const ada = await removed('ada');
    await pass.run([ada], goOn);
    await pass.run([ada, await removed('bob')], goOn);
    expect([of('ada'), of('bob')]).toEqual([ids.length, ids.length]);
  });

  it('erases the dead letters of each', async () => {
    await pass.run([await removed('ada'), await removed('bob')], goOn);
    expect(lettersOf).toEqual(['ada', 'bob']);
  });
});
