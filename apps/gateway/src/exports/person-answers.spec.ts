import { BATCH, BulkJobs, itemId, JobManifest } from '@facefleet/bulk';
import type { JobResult } from '@facefleet/contracts';
import { ResultWalk } from '@facefleet/privacy';
import { Logger } from '@nestjs/common';
import { v7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RecentErasures } from '../erasures/recent-erasures';
import { MemoryObjects } from '../memory-objects.fixture';
import { SetClock } from '../set-clock.fixture';
import type { ArchivedFile } from './archive';
import { PersonAnswers } from './person-answers';
import type { SoughtPerson } from './sought-person';

/** So many results the walk has in memory. */
const CHUNK = 64;
const SHA256 = 'a'.repeat(64);

let store: MemoryObjects;
let clock: SetClock;
let jobs: BulkJobs;
let manifest: JobManifest;
let answers: PersonAnswers;
let sought: SoughtPerson;
/** Of these results nothing is left. */
let erased: Set<string>;

beforeEach(() => {
  Logger.overrideLogger(false);
  [store, clock, erased] = [new MemoryObjects(), new SetClock(), new Set<string>()];
  jobs = new BulkJobs(store.asStore, clock);
  manifest = new JobManifest(store.asStore);
  const erasures = {
    remainsOf: (result: JobResult) => Promise.resolve(erased.has(result.id) ? undefined : result),
  } as unknown as RecentErasures;
  answers = new PersonAnswers(new ResultWalk(store.asStore), erasures, jobs, manifest);
  sought = { gallery: 'staff', personId: 'ada', faceIds: [], imageSha256s: [], beforeMs: clock.atMs };
});

const goOn = () => Promise.resolve();
let asked = 0;
function put(kind: string, more: object, id = v7({ msecs: clock.atMs - 60_000 + ++asked })): string {
  const result = { id, kind, gallery: 'staff', finishedAt: new Date(clock.atMs).toISOString(), ...more };
  store.objects.set(id, JSON.stringify(result));
  return id;
}
/** What is stored of one that failed names people in its detail only. */
const failed = (personId: string, id?: string) =>
  put(
    'verification',
    {
      status: 'failed',
      error: { code: 'person-not-found', detail: `There is no person "${personId}".` },
    },
    id,
  );
function recognition(personId: string, id?: string): string {
  const point = { x: 1, y: 1 };
  const landmarks = { leftEye: point, rightEye: point, nose: point, leftMouth: point, rightMouth: point };
  const face = {
    ...{ box: { x: 1, y: 1, width: 1, height: 1 }, landmarks, detectionScore: 0.9, decision: 'match' },
    ...{ person: { id: personId, name: personId }, similarity: 0.9 },
  };
  return put(
    'recognition',
    {
      ...{ status: 'succeeded', galleryVersion: '1', model: 'm', faces: [face], people: [] },
      image: { sha256: SHA256, width: 9, height: 9 },
      timings: { queueMs: 0, fetchMs: 0, decodeMs: 0, detectMs: 0, embedMs: 0 },
    },
    id,
  );
}
async function filesOf(): Promise<[string, Record<string, unknown>][]> {
  const files: [string, Record<string, unknown>][] = [];
  for await (const { name, bytes } of answers.files(sought, goOn))
    files.push([name, JSON.parse(String(bytes)) as Record<string, unknown>]);
  return files;
}

describe('PersonAnswers', () => {
  it('gives a file for each answer about the person, and none for others', async () => {
    const [first, , last] = [failed('ada'), failed('bob'), recognition('ada')];
    recognition('bob');
    expect((await filesOf()).map(([name]) => name)).toEqual([
      `answers/verification/${first}.json`,
      `answers/recognition/${last}.json`,
    ]);
  });

  it('says of an item of a batch in which line of which list it stands', async () => {
    const job = { id: v7({ msecs: clock.atMs - 1_000 }), kind: BATCH, options: {}, total: 2 };
    await jobs.create(job);
    const line = (name: string) => ({ name, imageKey: `batches/${name}` });
    await manifest.writeAll(job.id, [line('1.jpg'), line('2.jpg')]);
    recognition('ada', itemId({ id: job.id, index: 1 }));
    expect(await filesOf()).toMatchObject([
      [expect.any(String), { batch: { id: job.id, index: 1, name: '2.jpg' } }],
    ]);
  });

  it('tells nothing of what is being erased, and passes over what cannot be read', async () => {
    erased.add(failed('ada'));
    store.objects.set(v7({ msecs: clock.atMs - 1 }), '{"gallery":"staff","id":"ada"');
    const left = failed('ada');
    expect((await filesOf()).map(([, { id }]) => id)).toEqual([left]);
  });

  it('reads no further than somebody asks, however many answers there are', async () => {
    for (let n = 0; n < 5 * CHUNK; n++) failed('ada');
    const files = answers.files(sought, goOn);
    for (let n = 0; n < CHUNK; n++) await files.next();
    expect(store.reads).toBe(CHUNK);
    await files.next();
    expect(store.reads).toBe(2 * CHUNK);
  });

  it('stops where it is told to', async () => {
    failed('ada');
    const files: AsyncGenerator<ArchivedFile> = answers.files(sought, () =>
      Promise.reject(new Error('removed')),
    );
    await expect(files.next()).rejects.toThrow('removed');
  });
});
