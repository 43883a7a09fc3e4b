import {
  archiveKey,
  BATCH,
  BulkJobs,
  IMPORT,
  ImportItem,
  JobLists,
  JobManifest,
  type JobRecord,
  ProgressBook,
} from '@facefleet/bulk';
import type { EnrolmentWarning } from '@facefleet/contracts';
import { type Erased, ErasureCounts } from '@facefleet/privacy';
import { v7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { JobWalk } from '../bulk/job-walk';
import { MemoryObjects } from '../memory-objects.fixture';
import { SetClock } from '../set-clock.fixture';
import { JobErasure } from './job-erasure';

const UPLOAD = 'uploads/019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11/0';
const OTHER_UPLOAD = 'uploads/019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11/1';

let store: MemoryObjects;
let images: MemoryObjects;
let clock: SetClock;
let jobs: BulkJobs;
let manifest: JobManifest;
let lists: JobLists;
let erasure: JobErasure;
let counts: ErasureCounts;

beforeEach(() => {
  [store, images, clock] = [new MemoryObjects(), new MemoryObjects(), new SetClock()];
  jobs = new BulkJobs(store.asStore, clock);
  manifest = new JobManifest(store.asStore);
  lists = new JobLists(jobs, store.asStore);
  const book = new ProgressBook(jobs, store.asStore, clock);
  erasure = new JobErasure(new JobWalk(jobs), jobs, lists, manifest, book, images.asStore);
  counts = ErasureCounts.parse(
    Object.fromEntries(Object.keys(ErasureCounts.shape).map((name) => [name, 0] as const)),
  );
});

const goOn = () => Promise.resolve();
const person = (): Erased => ({
  ...{ gallery: 'staff', personId: 'ada', faceIds: [], imageSha256s: [], beforeMs: clock.atMs },
});
const gallery = (): Erased => ({ ...person(), personId: undefined });

/** All of its items have ended, unless told otherwise. */
async function job(
  kind: string,
  items: object[],
  { of = 'staff', askedAtMs = clock.atMs - 1_000, ended = items.length } = {},
): Promise<JobRecord> {
  const id = v7({ msecs: askedAtMs });
  const options = { gallery: of, model: 'm' };
  const record = await jobs.create({ id, kind, options, total: items.length });
  await lists.add(record);
  await manifest.writeAll(id, items);
  for (let index = 0; index < ended; index++) await jobs.putOutcome({ id, index }, { status: 'succeeded' });
  return record;
}
const line = (personId: string, imageKey?: string) => ({ name: `${personId}/1.jpg`, personId, imageKey });
const linesOf = ({ id }: JobRecord) => manifest.read(id, 0, 100, ImportItem);
const looksLike = (personId: string): EnrolmentWarning => ({
  ...{ code: 'already-enrolled', personId, similarity: 0.9 },
});

describe('of a person', () => {
  it('takes lines out of the lists of imports, with the names of files, and leaves others where they were', async () => {
    const imported = await job(IMPORT, [line('bob'), line('ada'), line('eve')]);
    expect(await erasure.run(person(), counts, goOn)).toBe(true);
    expect(await linesOf(imported)).toEqual([line('bob'), { name: '', personId: null }, line('eve')]);
    expect(counts).toMatchObject({ changedLists: 1, removedImages: 0, removedBatches: 0 });
  });

  it('deletes what was uploaded for them, and no enrolment photograph of that line', async () => {
    await job(IMPORT, [line('ada', UPLOAD), line('bob', OTHER_UPLOAD), line('ada', 'enrolments/1')]);
    for (const key of [UPLOAD, OTHER_UPLOAD, 'enrolments/1']) images.objects.set(key, 'jpeg');
    await erasure.run(person(), counts, goOn);
    expect(images.keys).toEqual(['enrolments/1', OTHER_UPLOAD]);
    expect(counts.removedImages).toBe(1);
  });

  it('keeps a line until what it names is gone: nothing else says where that lies', async () => {
    const imported = await job(IMPORT, [line('ada', UPLOAD)]);
    images.objects.set(UPLOAD, 'jpeg');
    const remove = images.delete.bind(images);
    images.delete = () => Promise.reject(new Error('away'));
    await expect(erasure.run(person(), counts, goOn)).rejects.toThrow('away');
    expect(await linesOf(imported)).toEqual([line('ada', UPLOAD)]);
    images.delete = remove;
    await erasure.run(person(), counts, goOn);
    expect([images.keys, await linesOf(imported)]).toEqual([[], [{ name: '', personId: null }]]);
  });

  it('takes them out of warnings about others', async () => {
    const { id } = await job(IMPORT, [line('bob'), line('eve')]);
    await jobs.putWarnings({ id, index: 0 }, [looksLike('ada'), looksLike('eve')]);
    await jobs.putWarnings({ id, index: 1 }, [looksLike('ada')]);
    await erasure.run(person(), counts, goOn);
    expect(await jobs.warnings({ id, index: 0 })).toEqual([looksLike('eve')]);
    expect(await jobs.warnings({ id, index: 1 })).toEqual([]);
    expect(counts.changedLists).toBe(2);
  });

  it('changes nothing when it is done again', async () => {
    await job(IMPORT, [line('ada', UPLOAD)]);
    await erasure.run(person(), counts, goOn);
    const [before, counted] = [new Map(store.objects), { ...counts }];
    await erasure.run(person(), counts, goOn);
    expect(store.objects).toEqual(before);
    expect(counts).toEqual(counted);
  });

  it('looks at no import of another gallery, and at none from afterwards', async () => {
    const others = [
      await job(IMPORT, [line('ada')], { of: 'guests' }),
      await job(IMPORT, [line('ada')], { askedAtMs: clock.atMs + 1 }),
    ];
    await erasure.run(person(), counts, goOn);
    for (const other of others) expect(await linesOf(other)).toEqual([line('ada')]);
    expect(counts.changedLists).toBe(0);
  });

  it('is to be done again while a job is running that may bring them', async () => {
    const running = await job(IMPORT, [line('ada'), line('bob')], { ended: 1 });
    expect(await erasure.run(person(), counts, goOn)).toBe(false);
    expect((await linesOf(running))[0]).toEqual({ name: '', personId: null });
    await jobs.putOutcome({ id: running.id, index: 1 }, { status: 'failed' });
    expect(await erasure.run(person(), counts, goOn)).toBe(true);
  });

  it('stops where it is told to', async () => {
    await job(IMPORT, [line('ada')]);
    await expect(erasure.run(person(), counts, () => Promise.reject(new Error('stop')))).rejects.toThrow(
      'stop',
    );
    expect(counts.changedLists).toBe(0);
  });
});

describe('of a gallery', () => {
  it('deletes batches and imports with what was sent for them, and leaves those of other galleries', async () => {
    const batch = await job(BATCH, [{ name: '1.jpg', imageKey: 'batches/1/0' }]);
    const imported = await job(IMPORT, [line('ada', UPLOAD), line('bob', 'enrolments/1')]);
    const other = await job(BATCH, [{ name: '2.jpg', imageKey: 'batches/2/0' }], { of: 'guests' });
    for (const key of ['batches/1/0', UPLOAD, 'enrolments/1', archiveKey(imported.id), 'batches/2/0'])
      images.objects.set(key, 'jpeg');
    expect(await erasure.run(gallery(), counts, goOn)).toBe(true);
    expect(images.keys).toEqual(['batches/2/0', 'enrolments/1']);
    for (const { id } of [batch, imported]) expect(store.keys.join()).not.toContain(id);
    expect((await lists.newest(BATCH, 'staff', { limit: 10 })).jobs).toEqual([]);
    expect((await lists.newest(BATCH, 'guests', { limit: 10 })).jobs).toEqual([other]);
    expect(counts).toMatchObject({ removedBatches: 2, removedImages: 2 });
  });

  it('waits for the end of a batch that is running', async () => {
    const running = await job(BATCH, [{ name: '1.jpg', imageKey: 'batches/1/0' }], { ended: 0 });
    expect(await erasure.run(gallery(), counts, goOn)).toBe(false);
    expect(await jobs.record(running.id)).toBeDefined();
    expect(counts.removedBatches).toBe(0);
  });
});
