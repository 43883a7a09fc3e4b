import { uuidv7 } from '@facefleet/platform';
import { beforeEach, describe, expect, it } from 'vitest';
import { BulkJobs, type JobRecord } from './bulk-jobs';
import { JobLists } from './job-lists';
import { MemoryStore, SetClock } from './memory.fixture';

let jobs: BulkJobs;
let store: MemoryStore;
let lists: JobLists;

beforeEach(() => {
  store = new MemoryStore();
  jobs = new BulkJobs(store, new SetClock());
  lists = new JobLists(jobs, store);
});

async function listed(kind: string, gallery: string): Promise<JobRecord> {
  const job = await jobs.create({ id: uuidv7(), kind, options: { gallery }, total: 1 });
  await lists.add(job);
  return job;
}

describe('JobLists', () => {
  it('gives the jobs of a kind and a gallery page by page, the newest first', async () => {
    const made = [];
    for (let n = 0; n < 5; n++) made.push(await listed('import', 'staff'));
    await listed('batch', 'staff');
    await listed('import', 'staff-2');
    const seen: JobRecord[] = [];
    const pages: number[] = [];
    for (let after: string | undefined; ;) {
      const page = await lists.newest('import', 'staff', { after, limit: 2 });
      seen.push(...page.jobs);
      pages.push(page.jobs.length);
      after = page.next;
      if (after === undefined) break;
    }
    expect(seen).toEqual([...made].reverse());
    expect(pages).toEqual([2, 2, 1]);
  });

  it('asks for one listing a page, and reads no other job', async () => {
    for (let n = 0; n < 50; n++) await listed('import', 'staff');
    const elsewhere = new JobLists(new BulkJobs(store, new SetClock()), store);
    const { listings, reads } = store;
    expect((await elsewhere.newest('import', 'staff', { limit: 10 })).jobs).toHaveLength(10);
    expect([store.listings, store.reads]).toEqual([listings + 1, reads + 10]);
  });

  it('leaves out what was removed, and what is gone', async () => {
    const [kept, removed, gone] = [
      await listed('import', 'staff'),
      await listed('import', 'staff'),
      await listed('import', 'staff'),
    ];
    await lists.remove(removed);
    await jobs.discard(gone.id);
    expect(await lists.newest('import', 'staff', { limit: 10 })).toEqual({ jobs: [kept], next: undefined });
  });
});
