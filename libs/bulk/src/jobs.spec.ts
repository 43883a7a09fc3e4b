import type { ItemOutcome, ItemWarnings } from '@facefleet/contracts';
import { uuidv7 } from '@facefleet/platform';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BulkJobs, type JobRecord } from './bulk-jobs';
import { itemId } from './item-id';
import { JobItems } from './job-items';
import { ITEMS_PER_PAGE, JobManifest } from './job-manifest';
import { JobSender } from './job-sender';
import { MemoryStore, RecordedQueue, SetClock } from './memory.fixture';
import { ProgressBook } from './progress-book';

const KIND = 'batch';
let store: MemoryStore;
let clock: SetClock;
let jobs: BulkJobs;

beforeEach(() => {
  store = new MemoryStore();
  clock = new SetClock();
  jobs = new BulkJobs(store, clock);
});

const newJob = (total: number | null) => jobs.create({ id: uuidv7(), kind: KIND, options: {}, total });

async function end(job: JobRecord, indices: number[], status: ItemOutcome['status'] = 'succeeded') {
  for (const index of indices) await jobs.putOutcome({ id: job.id, index }, { status });
}
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('BulkJobs', () => {
  it('finds a job in any process, and none of another kind', async () => {
    const job = await newJob(3);
    const elsewhere = new BulkJobs(store, clock);
    expect(await elsewhere.find(job.id, KIND)).toEqual(job);
    expect(await elsewhere.find(job.id, 'import')).toBeUndefined();
    expect(await elsewhere.find(uuidv7(), KIND)).toBeUndefined();
  });

  it('says within two seconds that a job was cancelled elsewhere, and looks no more often', async () => {
    const job = await newJob(3);
    expect(await jobs.isCancelled(job.id)).toBe(false);
    await new BulkJobs(store, clock).cancel(job.id);
    const { reads } = store;
    for (let n = 0; n < 100; n++) await jobs.isCancelled(job.id);
    expect(store.reads).toBe(reads);
    clock.atMs += 2_000;
    expect(await jobs.isCancelled(job.id)).toBe(true);
  });

  it('keeps the time of the first cancellation', async () => {
    const job = await newJob(3);
    await jobs.cancel(job.id);
    const first = clock.atMs;
    clock.atMs += 10_000;
    await jobs.cancel(job.id);
    expect(await new BulkJobs(store, clock).cancelledAtMs(job.id)).toBe(first);
  });

  it('finds an item by its id alone', async () => {
    const [job, other] = [await newJob(3), await newJob(3)];
    expect(await jobs.itemWithId(itemId({ id: job.id, index: 2 }), KIND)).toEqual({ id: job.id, index: 2 });
    expect(await jobs.itemWithId(itemId({ id: other.id, index: 3 }), KIND)).toBeUndefined(); // it has 0, 1, 2
    expect(await jobs.itemWithId(uuidv7(), KIND)).toBeUndefined();
  });
});

describe('ProgressBook', () => {
  let book: ProgressBook;
  beforeEach(() => (book = new ProgressBook(jobs, store, clock)));
  const later = async (job: JobRecord, seconds = 2) => {
    clock.atMs += seconds * 1_000;
    return book.progress(job);
  };

  it('goes from queued over running to finished', async () => {
    const job = await newJob(4);
    await end(job, [3], 'rejected'); // known before anything was queued
    expect(await book.progress(job)).toEqual({
      state: 'queued',
      total: 4,
      succeeded: 0,
      rejected: 1,
      failed: 0,
      skipped: 0,
    });
    await end(job, [1]);
    expect(await later(job)).toMatchObject({ state: 'running', succeeded: 1 });
    await end(job, [0], 'failed');
    await end(job, [2]);
    expect(await later(job)).toMatchObject({ state: 'finished', succeeded: 2, failed: 1, rejected: 1 });
  });

  it('does not know the total before the items are listed', async () => {
    const job = await newJob(null);
    await end(job, [0]);
    expect(await book.progress(job)).toMatchObject({ state: 'running', total: null, succeeded: 1 });
    await jobs.plan(job.id, 1);
    expect(await later(job)).toMatchObject({ state: 'finished', total: 1 });
  });

  it('asks the store once a second, however many ask', async () => {
    const job = await newJob(10);
    await Promise.all(upTo(50).map(() => book.progress(job)));
    await book.progress(job);
    expect(store.listings).toBe(1);
  });

  it('does not list again what has ended', async () => {
    const job = await newJob(5_000);
    await end(job, upTo(4_000));
    await book.progress(job);
    const first = store.listings;
    expect(first).toBeGreaterThan(3);
    await end(job, [4_000, 4_001]);
    expect(await later(job)).toMatchObject({ succeeded: 4_002 });
    expect(store.listings).toBe(first + 1);
  });

  it('lists nothing of a finished job', async () => {
    const job = await newJob(2);
    await end(job, [0, 1]);
    await book.progress(job);
    const { listings } = store;
    await later(job, 3_600);
    expect(store.listings).toBe(listings);
  });

  it('tells the last one who ends an item, in whatever order they end, and nobody before', async () => {
    const total = 5_000;
    const job = await newJob(total);
    const books = [book, new ProgressBook(jobs, store, clock), new ProgressBook(jobs, store, clock)];
    const told: number[] = [];
    const order = upTo(total).map((n) => (n * 7 + 7) % total); // item 0 is the last
    for (const [n, index] of order.entries()) {
      await end(job, [index]);
      clock.atMs += 1;
      const isAsked = n % 500 === 0 || n > total - 40;
      if (isAsked && (await books[n % books.length]?.hasEnded(job))) told.push(index);
    }
    expect(told).toEqual([0]);
    expect(await Promise.all(books.map((other) => other.hasEnded(job)))).toEqual([true, true, true]);
  });

  it('asks little of the store to see that a large job goes on, though its first item is among the last', async () => {
    const total = 10_000;
    const job = await newJob(total);
    await end(job, upTo(1_000).slice(1));
    expect(await book.hasEnded(job)).toBe(false);
    let { listings } = store;
    clock.atMs += 2_000; // 8,000 items at most
    for (let n = 0; n < 100; n++) expect(await book.hasEnded(job)).toBe(false);
    expect(store.listings).toBe(listings);
    await end(job, upTo(9_990).slice(1_000));
    clock.atMs += 3_600_000;
    await book.hasEnded(job);
    ({ listings } = store);
    for (let n = 0; n < 100; n++) {
      clock.atMs += 10;
      expect(await book.hasEnded(job)).toBe(false);
    }
    expect(store.listings).toBe(listings + 100);
  });

  it('says that a job without items has ended, and nothing of one whose items are still being listed', async () => {
    expect(await book.hasEnded(await newJob(0))).toBe(true);
    const job = await newJob(null);
    await end(job, [0]);
    expect(await book.hasEnded(job)).toBe(false);
    await jobs.plan(job.id, 1);
    expect(await book.hasEnded(job)).toBe(true);
  });

  it('counts what a cancelled job never did as skipped, once nobody can still be doing it', async () => {
    const job = await newJob(100);
    await end(job, upTo(10));
    await jobs.cancel(job.id);
    await end(job, [10, 11], 'skipped');
    expect(await book.progress(job)).toMatchObject({ state: 'cancelling', succeeded: 10, skipped: 2 });
    await end(job, [12]); // a recognizer had it in hand
    expect(await later(job, 6)).toMatchObject({ state: 'cancelled', succeeded: 11, skipped: 89 });
  });

  it('leaves a job finished that was cancelled too late', async () => {
    const job = await newJob(1);
    await end(job, [0]);
    await jobs.cancel(job.id);
    expect(await book.progress(job)).toMatchObject({ state: 'finished', skipped: 0 });
  });
});

describe('JobItems', () => {
  let items: JobItems;
  beforeEach(() => (items = new JobItems(jobs, new ProgressBook(jobs, store, clock), store)));

  it('gives all items in order, page by page, with the reasons of those that failed', async () => {
    const job = await newJob(2_500);
    const error = { code: 'image-empty' as const, detail: 'It has no bytes.' };
    await jobs.putOutcome({ id: job.id, index: 7 }, { status: 'rejected', error });
    await end(job, [0, 1_500]);
    const seen = [];
    for (let from: number | undefined = 0; from !== undefined;) {
      const page = await items.page(job, { from, limit: 400 });
      seen.push(...page.items);
      from = page.next;
    }
    expect(seen.map(({ index }) => index)).toEqual(upTo(2_500));
    expect(seen[7]).toEqual({ index: 7, status: 'rejected', error });
    expect(seen.filter(({ status }) => status === 'succeeded').map(({ index }) => index)).toEqual([0, 1_500]);
    expect(seen.filter(({ status }) => status === 'pending')).toHaveLength(2_497);
  });

  it('gives those of an import their warnings, reading no more than there are', async () => {
    const job = await jobs.create({ id: uuidv7(), kind: 'import', options: {}, total: 2_500 });
    const warnings: ItemWarnings = [{ code: 'unlike-other-faces', similarity: 0.1 }];
    for (const index of [0, 7, 1_999]) await jobs.putWarnings({ id: job.id, index }, warnings);
    await jobs.putWarnings({ id: job.id, index: 8 }, []);
    await end(job, upTo(2_000));
    await items.page(job, { from: 0, limit: 1 }); // how far it is need not be looked at any more
    const { reads } = store;
    const page = await items.page(job, { from: 7, limit: 5 });
    expect(page.items.map(({ index, warnings: told }) => [index, told])).toEqual([
      [7, warnings],
      ...[8, 9, 10, 11].map((index) => [index, undefined]),
    ]);
    expect(store.reads).toBe(reads + 1);
    const last = await items.page(job, { from: 1_990, limit: 20, status: 'succeeded' });
    expect(last.items.filter((item) => item.warnings).map(({ index }) => index)).toEqual([1_999]);
  });

  it('finds the few with one status among many', async () => {
    const job = await newJob(6_000);
    await end(
      job,
      upTo(6_000).filter((index) => index % 2_000 !== 7),
    );
    await end(job, [7, 2_007], 'failed');
    const failed = await items.page(job, { from: 0, limit: 1, status: 'failed' });
    expect(failed.items.map(({ index }) => index)).toEqual([7]);
    const next = await items.page(job, { from: failed.next ?? -1, limit: 10, status: 'failed' });
    expect(next).toMatchObject({ items: [{ index: 2_007 }], next: undefined });
    expect(await items.page(job, { from: 0, limit: 10, status: 'pending' })).toMatchObject({
      items: [{ index: 4_007 }],
      next: undefined,
    });
  });

  it('shows what has ended of a job whose items are still being listed', async () => {
    const job = await newJob(null);
    await end(job, [3, 1_800]);
    const first = await items.page(job, { from: 0, limit: 10 });
    expect(first).toMatchObject({ items: [{ index: 3 }, { index: 1_800 }], next: undefined });
  });
});

describe('JobManifest', () => {
  it('reads any part of what was written, and goes through it from anywhere', async () => {
    const manifest = new JobManifest(store);
    const id = uuidv7();
    await manifest.write(id, upTo(2 * ITEMS_PER_PAGE));
    expect(await manifest.read(id, 998, 1_003, z.number())).toEqual([998, 999, 1_000, 1_001, 1_002]);
    const rest = [];
    for await (const { index, item } of manifest.itemsFrom(id, 1_995, z.number())) {
      expect(index).toBe(item);
      rest.push(item);
    }
    expect(rest).toEqual([1_995, 1_996, 1_997, 1_998, 1_999]);
  });
});

describe('JobSender', () => {
  let queue: RecordedQueue;
  let sender: JobSender;
  beforeEach(() => {
    queue = new RecordedQueue();
    sender = new JobSender(jobs, queue, store);
  });
  const itemsOf = (total: number) =>
    async function* (from: number) {
      for (let index = from; index < total; index++) {
        await Promise.resolve();
        yield { index, message: { index } };
      }
    };
  const sent = () => queue.messages.map((message) => (message as { index: number }).index);
  const never = () => false;

  it('sends every item but those that have ended', async () => {
    const job = await newJob(2_500);
    await end(job, [1, 2_001], 'rejected');
    expect(await sender.send(job, itemsOf(2_500), never)).toBe('sent');
    expect(sent()).toEqual(upTo(2_500).filter((index) => index !== 1 && index !== 2_001));
  });

  it('says how many there are where nobody knew', async () => {
    const job = await newJob(null);
    await sender.send(job, itemsOf(1_234), never);
    expect(await jobs.totalOf(job)).toBe(1_234);
  });

  it('goes on where another one died, and sends no more than a thousand twice', async () => {
    const job = await newJob(5_000);
    let calls = 0;
    queue.beforeSend = () => {
      if (++calls === 3) throw new Error('killed');
    };
    await expect(sender.send(job, itemsOf(5_000), never)).rejects.toThrow('killed');
    expect(await new JobSender(jobs, queue, store).send(job, itemsOf(5_000), never)).toBe('sent');
    expect(new Set(sent()).size).toBe(5_000);
    expect(sent().length).toBeLessThanOrEqual(6_000);
  });

  it('stops in the middle of a job that is cancelled', async () => {
    const job = await newJob(5_000);
    queue.beforeSend = async () => {
      if (sent().length === 1_000) await jobs.cancel(job.id);
    };
    expect(await sender.send(job, itemsOf(5_000), never)).toBe('cancelled');
    expect(sent().length).toBe(2_000);
  });

  it('stops early where it is told to, and another one goes on', async () => {
    const job = await newJob(3_000);
    expect(await sender.send(job, itemsOf(3_000), () => sent().length >= 1_000)).toBe('stopped');
    expect(sent().length).toBe(1_000);
    await sender.send(job, itemsOf(3_000), never);
    expect(sent()).toEqual(upTo(3_000));
  });
});
