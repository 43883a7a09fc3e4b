import type { JobResult, QueueMessage } from '@facefleet/contracts';
import type { Galleries } from '@facefleet/gallery';
import type { ItemOutcomes, RequestEnds } from '@facefleet/outcomes';
import { beforeEach, describe, expect, it } from 'vitest';
import { SetClock } from '../set-clock.fixture';
import { DeadRequests } from './dead-requests';
import { LetterBook } from './letter-book';
import { MemoryStore } from './memory-store.fixture';
import { readLetter } from './read-letter';

const id = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const request = { id, kind: 'recognition', gallery: 'default' } as QueueMessage;
const enrolment = { id, kind: 'enrolment', gallery: 'staff', personId: 'ada' } as QueueMessage;
const succeeded = { id, kind: 'recognition', status: 'succeeded' } as JobResult;
const letter = readLetter('requests', { MessageId: 'm', Body: '{}' }, 0);

let stored: JobResult | undefined;
/** Stored by a worker just before we store ours. */
let meanwhile: JobResult | undefined;
let announced: JobResult[];
/** What fails next. */
let fails: 'store' | 'announce' | undefined;
let cancelled: boolean;
let takenBack: string[];
let told: string[];
let book: LetterBook;
let dead: DeadRequests;

beforeEach(() => {
  [stored, meanwhile, fails, cancelled] = [undefined, undefined, undefined, false];
  [announced, takenBack, told] = [[], [], []];
  const failing = (what: typeof fails) => {
    if (fails !== what) return;
    fails = undefined;
    throw new Error(`${what} is down`);
  };
  const ends = {
    resultOf: () => Promise.resolve(stored),
    finish: async (_: object, result: JobResult) => {
      await Promise.resolve();
      failing('store');
      return (stored = meanwhile ?? result);
    },
    announce: async (_message: QueueMessage, result: JobResult) => {
      await Promise.resolve();
      failing('announce');
      announced.push(result);
    },
  };
  const galleries = {
    view: () => ({ refresh: () => Promise.resolve() }),
    takeBack: (gallery: string, face: string) => Promise.resolve(void takenBack.push(`${gallery} ${face}`)),
  };
  book = new LetterBook(new MemoryStore());
  dead = new DeadRequests(
    book,
    ends as unknown as RequestEnds,
    { skipped: () => Promise.resolve(cancelled) } as unknown as ItemOutcomes,
    galleries as unknown as Galleries,
    { publish: (event: string) => void told.push(event) },
    new SetClock(),
  );
});

describe('a request that nobody managed to do', () => {
  it('fails, and says that it was tried ten times, whatever became of the workers', async () => {
    await dead.settle(letter, request);
    const detail = expect.stringMatching(
      new RegExp(`tried 10 times and failed, or its worker died, each time.*${letter.id}`),
    ) as string;
    expect(stored).toMatchObject({ status: 'failed', error: { code: 'processing-failed', detail } });
    expect(announced).toEqual([stored]);
    expect(await book.find(letter.id)).toMatchObject({ outcome: 'failed' });
  });

  it.each(['store', 'announce'] as const)(
    'has one record, one result and everybody told where the first who reads it dies at: %s',
    async (step) => {
      fails = step;
      await expect(dead.settle(letter, request)).rejects.toThrow(step);
      const first = [await book.find(letter.id), step === 'announce' ? stored : undefined];
      expect(first[0]).toBeDefined();
      await dead.settle({ ...letter, putAsideAt: new Date().toISOString(), deliveries: 8 }, request);
      expect(await book.find(letter.id)).toEqual(first[0]);
      if (first[1]) expect(stored).toEqual(first[1]);
      expect(announced).toEqual([stored]);
      expect(await book.all()).toEqual([letter.id]);
    },
  );

  it('keeps the result that is there, and is announced once more', async () => {
    stored = succeeded;
    await dead.settle(letter, request);
    expect(announced).toEqual([succeeded]);
    expect(await book.find(letter.id)).toMatchObject({ outcome: 'settled' });
  });

  it('keeps the result that a worker stores at the last moment', async () => {
    meanwhile = succeeded;
    await dead.settle(letter, request);
    expect(announced).toEqual([succeeded]);
  });

  it('has failed where the last worker said so', async () => {
    stored = { ...request, status: 'failed', error: { code: 'processing-failed' } } as unknown as JobResult;
    await dead.settle(letter, request);
    expect(announced).toEqual([stored]);
    expect(await book.find(letter.id)).toMatchObject({ outcome: 'failed' });
  });

  it('is skipped as an item of a job that was cancelled', async () => {
    cancelled = true;
    await dead.settle(letter, request);
    expect([stored, announced]).toEqual([undefined, []]);
    expect(await book.find(letter.id)).toMatchObject({ outcome: 'settled' });
  });

  it('leaves nobody enrolled of whom it is said that it failed', async () => {
    await dead.settle(letter, enrolment);
    expect(takenBack).toEqual([`staff ${id}`]);
    expect(told).toEqual(['gallery.changed']);
    for (const answered of [succeeded, { ...succeeded, status: 'failed', error: { code: 'no-face' } }]) {
      stored = answered as unknown as JobResult;
      await dead.settle(letter, enrolment);
    }
    expect(takenBack).toHaveLength(1);
  });
});
