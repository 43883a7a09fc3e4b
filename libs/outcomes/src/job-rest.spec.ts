import type { ImageStore } from '@facefleet/aws';
import { type BulkJobs, itemId, type JobManifest, type JobRecord, type JobSender } from '@facefleet/bulk';
import type { ItemOutcome, JobItemRef, JobResult } from '@facefleet/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ImageRetention } from './image-retention';
import type { ItemOutcomes } from './item-outcomes';
import { JobRest } from './job-rest';
import type { RequestEnds } from './request-ends';

const id = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const failure = { code: 'processing-failed' as const, detail: 'Its workers died.' };
const job = (kind: string) => ({ id, kind, options: { gallery: 'staff' } }) as JobRecord;
const going = new AbortController().signal;

let total: number | null;
let listed: { items: number; complete: boolean };
let sent: number;
let outcomes: Map<number, ItemOutcome>;
let pages: Map<number, unknown[]>;
let results: JobResult[];
let deleted: string[];
let looked: number;
let rest: JobRest;

beforeEach(() => {
  [total, listed, sent, looked] = [4, { items: 0, complete: false }, 0, 0];
  outcomes = new Map();
  pages = new Map();
  [results, deleted] = [[], []];
  const jobs = {
    totalOf: () => Promise.resolve(total),
    plan: (_: string, items: number) => Promise.resolve(void (total = items)),
    hasOutcome: ({ index }: JobItemRef) => Promise.resolve(outcomes.has(index)),
    putOutcome: ({ index }: JobItemRef, outcome: ItemOutcome) =>
      Promise.resolve(void outcomes.set(index, outcome)),
  };
  const manifest = {
    listed: () => Promise.resolve(listed),
    writePage: (_: string, page: number, items: unknown[]) => Promise.resolve(void pages.set(page, items)),
  };
  const items = {
    ended: ({ job: ref }: { job: JobItemRef }, { status }: JobResult) =>
      Promise.resolve(void outcomes.set(ref.index, { status })),
    look: () => Promise.resolve(void looked++),
  };
  rest = new JobRest(
    jobs as unknown as BulkJobs,
    manifest as unknown as JobManifest,
    { sentSoFar: () => Promise.resolve(sent) } as unknown as JobSender,
    {
      finish: (_: object, result: JobResult) => Promise.resolve(results.push(result)).then(() => result),
    } as unknown as RequestEnds,
    items as unknown as ItemOutcomes,
    {
      deletePhotographOfNobody: ({ imageKey }: { imageKey: string }) =>
        Promise.resolve(void deleted.push(imageKey)),
    } as unknown as ImageRetention,
    { delete: (keys: string[]) => Promise.resolve(void deleted.push(...keys)) } as unknown as ImageStore,
    { nowMs: () => 0 },
  );
});
const failed = () => results.map((result) => result.id).sort();
const idsOf = (...indices: number[]) => indices.map((index) => itemId({ id, index })).sort();

describe('the rest of a job', () => {
  it('fails: what was not sent and has no outcome', async () => {
    [total, sent] = [4, 1];
    outcomes.set(2, { status: 'rejected' });
    await rest.fail(job('batch'), 'batch', failure, going);
    expect(failed()).toEqual(idsOf(1, 3));
    expect(results[0]).toMatchObject({
      kind: 'recognition',
      gallery: 'staff',
      status: 'failed',
      error: failure,
    });
    expect([outcomes.has(0), outcomes.get(2)?.status]).toEqual([false, 'rejected']);
    expect(looked).toBe(1);
    await rest.fail(job('batch'), 'batch', failure, going);
    expect(results).toHaveLength(2);
  });

  it('of an archive that was not read to its end is one line for all that follows', async () => {
    [total, listed, sent] = [null, { items: 2_000, complete: false }, 1_998];
    await rest.fail(job('import'), 'import', failure, going);
    expect(total).toBe(2_001);
    expect(pages.get(2)).toEqual([{ name: '(archive)', personId: null, error: failure }]);
    expect(outcomes.get(2_000)).toEqual({ status: 'rejected', error: failure });
    expect(failed()).toEqual(idsOf(1_998, 1_999));
    const photographs = idsOf(1_998, 1_999).map((item) => `enrolments/${item}`);
    expect(deleted.sort()).toEqual([...photographs, `imports/${id}/archive`].sort());
  });

  it('of a change of models whose faces were never listed is nothing, and somebody looks', async () => {
    total = null;
    await rest.fail(job('model'), 'model', failure, going);
    expect([total, results, looked]).toEqual([0, [], 1]);
  });

  it('is left to another gateway when this one stops', async () => {
    await expect(rest.fail(job('batch'), 'batch', failure, AbortSignal.abort())).rejects.toThrow();
    expect([results, looked]).toEqual([[], 0]);
  });
});
