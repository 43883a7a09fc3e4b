import type { BulkJobs } from '@facefleet/bulk';
import type { ItemOutcome, JobItemRef, JobResult } from '@facefleet/contracts';
import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import { ItemOutcomes } from './item-outcomes';
import type { JobEnds } from './job-ends';

const id = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const job = { id, index: 4 };

let cancelled: boolean;
let written: [JobItemRef, ItemOutcome][];
let looked: string[];
let outcomes: ItemOutcomes;
beforeEach(() => {
  Logger.overrideLogger(false);
  cancelled = false;
  written = [];
  const jobs = {
    isCancelled: () => Promise.resolve(cancelled),
    putOutcome: (item: JobItemRef, outcome: ItemOutcome) =>
      Promise.resolve(void written.push([item, outcome])),
  };
  looked = [];
  const ends = { look: (jobId: string) => Promise.resolve(void looked.push(jobId)) };
  outcomes = new ItemOutcomes(jobs as unknown as BulkJobs, ends as unknown as JobEnds);
});

describe('ItemOutcomes', () => {
  it('says how an item ended, by its result', async () => {
    const error = { code: 'image-missing' as const, detail: 'Nothing was uploaded.', issues: undefined };
    await outcomes.ended({ job }, { status: 'succeeded' } as JobResult);
    await outcomes.ended({ job }, { status: 'failed', error } as unknown as JobResult);
    expect(written).toEqual([
      [job, { status: 'succeeded' }],
      [job, { status: 'failed', error: { code: 'image-missing', detail: 'Nothing was uploaded.' } }],
    ]);
    expect(looked).toEqual([id, id]);
  });

  it('skips an item whose job was cancelled', async () => {
    expect(await outcomes.skipped({ id, job })).toBe(false);
    cancelled = true;
    expect(await outcomes.skipped({ id, job })).toBe(true);
    expect(written).toEqual([[job, { status: 'skipped' }]]);
  });

  it('has nothing to do with a message of no job', async () => {
    cancelled = true;
    expect(await outcomes.skipped({ id })).toBe(false);
    await outcomes.ended({}, { status: 'succeeded' } as JobResult);
    expect(written).toEqual([]);
  });
});
