import type { BulkJobs, JobRecord, ProgressBook } from '@facefleet/bulk';
import type { JobStart } from '@facefleet/contracts';
import type { JobRest } from '@facefleet/outcomes';
import { beforeEach, describe, expect, it } from 'vitest';
import { DeadStarts, MOST_STARTS_AGAIN } from './dead-starts';
import { LetterBook } from './letter-book';
import { MemoryStore } from './memory-store.fixture';
import { readLetter } from './read-letter';

const start: JobStart = { v: 1, kind: 'batch', id: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11' };
const letter = (number: number) => readLetter('bulk', { MessageId: `m${number}` }, 0);

let job: JobRecord | undefined;
let [cancelled, ended] = [false, false];
let sent: object[];
let failed: string[];
let looked: number;
let read: (number: number) => Promise<{ outcome: string }>;

beforeEach(() => {
  job = { id: start.id, kind: 'batch' } as JobRecord;
  [cancelled, ended] = [false, false];
  [sent, failed, looked] = [[], [], 0];
  const noted = new Set<string>();
  const jobs = {
    find: () => Promise.resolve(job),
    isCancelled: () => Promise.resolve(cancelled),
    noteDeadStart: (_: string, id: string) => Promise.resolve(noted.add(id).size),
  };
  const rest = {
    fail: ({ id }: JobRecord) => Promise.resolve(void failed.push(id)),
    look: () => Promise.resolve(void looked++),
  };
  const starts = new DeadStarts(
    new LetterBook(new MemoryStore()),
    jobs as unknown as BulkJobs,
    { hasEnded: () => Promise.resolve(ended) } as unknown as ProgressBook,
    rest as unknown as JobRest,
    { send: (messages: object[]) => Promise.resolve(void sent.push(...messages)) },
  );
  read = (number) => starts.settle(letter(number), start, new AbortController().signal);
});

describe('the lost start of a job', () => {
  it('is sent again some times, and then what is left of the job fails', async () => {
    const outcomes: string[] = [];
    for (let number = 0; number <= MOST_STARTS_AGAIN; number++) outcomes.push((await read(number)).outcome);
    expect(outcomes).toEqual([...Array<string>(MOST_STARTS_AGAIN).fill('sent-again'), 'given-up']);
    expect(sent).toEqual(Array(MOST_STARTS_AGAIN).fill(start));
    expect(failed).toEqual([start.id]);
  });

  it('counts once, however often it is read', async () => {
    for (let time = 0; time < 10; time++) expect((await read(1)).outcome).toBe('sent-again');
    expect(failed).toEqual([]);
  });

  it('is not missed by a job that is gone, was cancelled or has ended; the end is told again', async () => {
    cancelled = true;
    expect((await read(1)).outcome).toBe('settled');
    [cancelled, ended] = [false, true];
    expect((await read(2)).outcome).toBe('settled');
    expect(looked).toBe(1);
    job = undefined;
    expect((await read(3)).outcome).toBe('settled');
    expect(sent).toEqual([]);
  });
});
