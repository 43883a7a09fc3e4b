import type { BulkJobs } from '@facefleet/bulk';
import type { ItemOutcome, ItemWarnings, JobItemRef, JobResult } from '@facefleet/contracts';
import type { ModelSwitch } from '@facefleet/model-change';
import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import { ItemOutcomes } from './item-outcomes';
import type { JobEnds } from './job-ends';

const id = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const job = { id, index: 4 };

let cancelled: boolean;
let written: [JobItemRef, ItemOutcome | ItemWarnings][];
let looked: { id: string; after: number }[];
let ended: string[];
let outcomes: ItemOutcomes;
beforeEach(() => {
  Logger.overrideLogger(false);
  cancelled = false;
  written = [];
  looked = [];
  const jobs = {
    isCancelled: () => Promise.resolve(cancelled),
    putWarnings: (item: JobItemRef, warnings: ItemWarnings) =>
      Promise.resolve(void written.push([item, warnings])),
    putOutcome: (item: JobItemRef, outcome: ItemOutcome) =>
      Promise.resolve(void written.push([item, outcome])),
  };
  ended = [];
  const ends = { look: (jobId: string) => Promise.resolve(void ended.push(jobId)) };
  const modelSwitch = {
    look: (changeId: string) => Promise.resolve(void looked.push({ id: changeId, after: written.length })),
  };
  outcomes = new ItemOutcomes(
    jobs as unknown as BulkJobs,
    ends as unknown as JobEnds,
    modelSwitch as unknown as ModelSwitch,
  );
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
    expect(ended).toEqual([id, id]);
  });

  it('writes the warnings of an enrolment before its outcome', async () => {
    const result = { status: 'succeeded', warnings: [{ code: 'unlike-other-faces', similarity: 0.1 }] };
    await outcomes.ended({ job }, result as unknown as JobResult);
    expect(written).toEqual([
      [job, result.warnings],
      [job, { status: 'succeeded' }],
    ]);
  });

  it('looks whether a model change is at its end once the outcome of a face is written', async () => {
    await outcomes.ended({ job }, { status: 'succeeded', kind: 'recognition' } as JobResult);
    expect(looked).toEqual([]);
    await outcomes.ended({ job }, { status: 'succeeded', kind: 'embedding' } as JobResult);
    expect(looked).toEqual([{ id, after: 2 }]);
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
