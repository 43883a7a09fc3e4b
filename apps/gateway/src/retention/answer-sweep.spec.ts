import type { ResultCache } from '@facefleet/cache';
import { DueAnswers, ResultWalk } from '@facefleet/privacy';
import { beforeEach, describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import { MemoryObjects } from '../memory-objects.fixture';
import { SetClock } from '../set-clock.fixture';
import { AnswerSweep, NOTHING_COMES_AFTER_MS } from './answer-sweep';
import { type GallerySetting, RetentionPlan, UNREADABLE } from './retention-plan';
import { SweepCursors } from './sweep-cursors';
import { newTally } from './sweep-tally';

const HOUR_MS = 3_600_000;

let results: MemoryObjects;
let images: MemoryObjects;
let clock: SetClock;
let due: DueAnswers;
let sweeper: AnswerSweep;
beforeEach(() => {
  [results, images, clock] = [new MemoryObjects(), new MemoryObjects(), new SetClock()];
  due = new DueAnswers(results.asStore);
  const walk = new ResultWalk(results.asStore);
  const cursors = new SweepCursors(results.asStore);
  const cache = { drop: () => Promise.resolve() } as unknown as ResultCache;
  sweeper = new AnswerSweep(walk, cursors, due, images.asStore, results.asStore, cache, clock);
});

/** @returns its id */
function answered(ageMs: number, gallery?: string, kind = 'recognition', tookMs = 100): string {
  const askedAtMs = clock.nowMs() - ageMs;
  const id = v7({ msecs: askedAtMs });
  const finishedAt = new Date(askedAtMs + tookMs).toISOString();
  results.objects.set(id, JSON.stringify({ id, kind, gallery, finishedAt }));
  images.objects.set(`${kind}s/${id}`, 'image');
  return id;
}

async function sweep(settings: GallerySetting[], standard = 'keep') {
  const tally = newTally();
  await sweeper.run(new RetentionPlan(settings, standard), tally, () => Promise.resolve());
  return tally;
}
const left = () => results.keys.filter((key) => key.startsWith('0'));

describe('AnswerSweep', () => {
  it('deletes what is older than its gallery keeps, with its images, and nothing else', async () => {
    const old = answered(2 * HOUR_MS, 'door');
    const young = answered(HOUR_MS / 2, 'door');
    const ofStaff = answered(2 * HOUR_MS, 'staff');
    const ofNobody = answered(99 * HOUR_MS, undefined, 'detection');
    const enrolment = answered(99 * HOUR_MS, 'door', 'enrolment');
    results.objects.set('jobs/1/job.json', '{}');
    const tally = await sweep([
      { name: 'door', retention: '1h' },
      { name: 'staff', retention: '3h' },
    ]);
    expect(left().sort()).toEqual([young, ofStaff, ofNobody, enrolment].sort());
    expect(images.keys).not.toContain(`recognitions/${old}`);
    expect(images.keys).toHaveLength(4);
    expect(tally).toMatchObject({ answers: 1, images: 1 });
  });

  it('goes by the setting of the deployment where there is no gallery, or one that says nothing', async () => {
    answered(2 * HOUR_MS, undefined, 'detection');
    answered(2 * HOUR_MS, 'plain');
    const kept = answered(2 * HOUR_MS, 'archive');
    await sweep([{ name: 'archive', retention: 'keep' }], '1h');
    expect(left()).toEqual([kept]);
  });

  it('keeps the answers of a gallery for a day that keeps no images', async () => {
    answered(25 * HOUR_MS, 'door');
    const young = answered(23 * HOUR_MS, 'door');
    await sweep([{ name: 'door', retention: 'none' }]);
    expect(left()).toEqual([young]);
  });

  it('looks once at what stays, and again at all where a gallery has a new setting', async () => {
    answered(5 * HOUR_MS, 'door');
    answered(5 * HOUR_MS, 'staff');
    await sweep([{ name: 'door', retention: '1h' }]);
    expect(left()).toHaveLength(1);
    expect(await sweep([{ name: 'door', retention: '1h' }])).toMatchObject({ looked: 0 });
    const both = ['door', 'staff'].map((name) => ({ name, retention: '1h' }));
    expect(await sweep(both)).toMatchObject({ looked: 1, answers: 1 });
    expect(left()).toEqual([]);
  });

  it('looks at nothing from before a gallery was made', async () => {
    const settings: GallerySetting[] = [{ name: 'door', retention: '1h' }];
    for (let i = 0; i < 10; i++) answered(5 * HOUR_MS, 'archive');
    await sweep(settings);
    const createdBy = v7({ msecs: clock.nowMs() - 4 * HOUR_MS });
    answered(3 * HOUR_MS, 'new');
    const tally = await sweep([...settings, { name: 'new', retention: '1h', createdBy }]);
    expect(tally).toMatchObject({ looked: 1, answers: 1 });
  });

  it('deletes nothing of a gallery whose setting cannot be read, and catches up once it can', async () => {
    answered(5 * HOUR_MS, 'door');
    await sweep([{ name: 'door', retention: UNREADABLE }], '1h');
    expect(left()).toHaveLength(1);
    await sweep([{ name: 'door', retention: '1h' }], '1h');
    expect(left()).toEqual([]);
  });

  it('counts from the answer where it came late, and finds it by its note', async () => {
    const id = answered(5 * HOUR_MS, 'door', 'recognition', 4.5 * HOUR_MS);
    const settings: GallerySetting[] = [{ name: 'door', retention: '1h' }];
    await due.note(id, clock.nowMs() + HOUR_MS / 2);
    await sweep(settings);
    expect(left()).toEqual([id]);
    clock.atMs += 2 * HOUR_MS;
    await sweep(settings);
    expect(results.keys).toEqual(['retention/cursors.json']);
  });

  it('waits longer where the gallery keeps it for longer by now', async () => {
    const id = answered(5 * HOUR_MS, 'door', 'recognition', 4.5 * HOUR_MS);
    await due.note(id, clock.nowMs());
    clock.atMs += 2 * HOUR_MS;
    await sweep([{ name: 'door', retention: '12h' }]);
    expect(left()).toEqual([id]);
    clock.atMs += 12 * HOUR_MS;
    await sweep([{ name: 'door', retention: '12h' }]);
    expect(left()).toEqual([]);
  });

  it('finds in a second look what came behind the first without a note', async () => {
    const settings: GallerySetting[] = [{ name: 'door', retention: '1h' }];
    answered(5 * HOUR_MS, 'archive');
    await sweep(settings);
    const late = answered(6 * HOUR_MS, 'door');
    await sweep(settings);
    expect(left()).toContain(late);
    clock.atMs += NOTHING_COMES_AFTER_MS;
    await sweep(settings);
    expect(left()).not.toContain(late);
  });

  it('goes on where it was stopped', async () => {
    for (let i = 0; i < 200; i++) answered(5 * HOUR_MS, i % 2 ? 'door' : 'archive');
    const plan = new RetentionPlan([{ name: 'door', retention: '1h' }], 'keep');
    const stopped = () => Promise.reject(new Error('stopped'));
    const first = newTally();
    await expect(sweeper.run(plan, first, stopped)).rejects.toThrow('stopped');
    const tally = newTally();
    await sweeper.run(plan, tally, () => Promise.resolve());
    expect(first.looked + tally.looked).toBe(200);
    expect(left()).toHaveLength(100);
  });

  it('leaves alone what it cannot read', async () => {
    const id = answered(5 * HOUR_MS, 'door');
    results.objects.set(id, 'not json');
    await sweep([{ name: 'door', retention: '1h' }], '1h');
    expect(left()).toEqual([id]);
  });
});
