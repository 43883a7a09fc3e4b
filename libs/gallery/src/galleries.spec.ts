import { SystemClock, uuidv7 } from '@facefleet/platform';
import { Logger } from '@nestjs/common';
import { v7 } from 'uuid';
import { beforeAll, describe, expect, it } from 'vitest';
import { OLDEST_VIEW_MS } from './galleries';
import { enrolment, ManualClock, MemoryStore, processOn } from './memory-store.fixture';

const DAY_MS = 24 * 3600 * 1000;

beforeAll(() => Logger.overrideLogger(false));

it('a gallery that was deleted is remembered while something may still come for it, then forgotten', async () => {
  const store = new MemoryStore();
  const clock = new ManualClock();
  clock.now = Date.now();
  const { galleries } = processOn(store, { clock });
  await galleries.create('old', 'm');
  await galleries.drop('old');
  clock.now += 5 * DAY_MS;
  await galleries.forgetDropped('old');
  expect(await galleries.names()).toContain('old');
  clock.now += 2 * DAY_MS;
  await galleries.forgetDropped('old');
  expect(await galleries.names()).toEqual(['default']);
  expect([...store.objects.keys()]).toEqual([]);
});

it('a gallery that is there is never forgotten', async () => {
  const store = new MemoryStore();
  const clock = new ManualClock();
  const { galleries } = processOn(store, { clock });
  await galleries.create('staff', 'm');
  clock.now = Date.now() + 100 * DAY_MS;
  await galleries.forgetDropped('staff');
  expect((await galleries.existing('staff', 0)).state.model).toBe('m');
});

it('a gallery stays deleted when somebody folds its entries while it is being deleted', async () => {
  const store = new MemoryStore();
  const clock = new ManualClock();
  clock.now = Date.now();
  const { galleries, log } = processOn(store, { clock });
  for (let n = 1; n <= 5; n++) await log.append('g', enrolment(n, 'ada'));
  const other = processOn(store, { clock });
  let folding = false;
  store.before = async (operation) => {
    const isDropped = [...store.objects.values()].some((object) => object.includes('"drop"'));
    if (operation !== 'list' || !isDropped || folding) return;
    folding = true;
    const view = other.view();
    await view.refresh();
    await other.compactor.fold(view, [], view.stored.entries);
  };
  await galleries.drop('g');
  expect(folding).toBe(true);
  await log.append('g', enrolment(6, 'bob')); // it was on its way when the gallery was deleted
  const seen = other.view();
  await seen.refresh();
  expect([...seen.state.people.keys()]).toEqual([]);
  for (const object of store.objects.values()) expect(object.includes('ada')).toBe(false);
});

it('the least recently used gallery leaves the memory once another one fills it, not only when a third comes', async () => {
  const store = new MemoryStore();
  const { log } = processOn(store);
  for (const gallery of ['a', 'b'])
    for (let n = 1; n <= 10; n++) await log.append(gallery, enrolment(n, 'ada'));
  const { galleries } = processOn(store, { memoryBytes: 8_000 });
  const first = await galleries.existing('a', 0);
  const second = await galleries.existing('b', 0);
  expect(first.bytes).toBeLessThan(8_000);
  expect(first.bytes + second.bytes).toBeGreaterThan(8_000);
  expect(galleries.view('b')).toBe(second);
  expect(galleries.view('a')).not.toBe(first);
});

it('nobody who asks after a removal was answered meets who was removed, also where no event told of it', async () => {
  const store = new MemoryStore();
  const { log } = processOn(store);
  await log.append('g', enrolment(1, 'ada'));
  await log.append('g', enrolment(2, 'bob'));
  const clock = new SystemClock();
  const [one, other] = [1, 2].map(() => processOn(store, { clock, oldestViewMs: OLDEST_VIEW_MS }).galleries);
  if (!one || !other) throw new Error('two processes');
  const { person, faces } = await one.storedPerson('g', 'ada');
  const before = await other.existing('g', Infinity);
  expect(before.state.people.has('ada')).toBe(true);
  await one.remove('g', faces, person);
  const after = await other.existing('g', Infinity);
  expect([...after.state.people.keys()]).toEqual(['bob']);
});

describe('a gallery that is created for something asked for a while ago', () => {
  it('is there, with the model that it has where somebody created it before', async () => {
    const { galleries } = processOn(new MemoryStore());
    expect(await galleries.createFor('staff', 'm', uuidv7())).toBe(true);
    expect(await galleries.createFor('staff', 'n', uuidv7())).toBe(true);
    expect(galleries.view('staff').state.model).toBe('m');
  });

  it('is not brought back where it was deleted since, and is where it was deleted before', async () => {
    const { galleries } = processOn(new MemoryStore());
    const before = uuidv7();
    await galleries.create('staff', 'm');
    await galleries.drop('staff');
    expect(await galleries.createFor('staff', 'm', before)).toBe(false);
    await expect(galleries.existing('staff', 0)).rejects.toMatchObject({ code: 'gallery-not-found' });
    expect(await galleries.createFor('staff', 'm', v7({ msecs: Date.now() + 10_000 }))).toBe(true);
  });

  it('is not brought back where it is deleted in the same moment', async () => {
    const store = new MemoryStore();
    const { galleries } = processOn(store);
    const other = processOn(store).galleries;
    const secondsAgo = (seconds: number) => v7({ msecs: Date.now() - seconds * 1_000 });
    let isDeleted = false;
    store.before = async (operation) => {
      if (operation !== 'put' || isDeleted) return;
      isDeleted = true;
      await other.create('staff', 'm', {}, secondsAgo(10));
      await other.drop('staff');
    };
    expect(await galleries.createFor('staff', 'm', secondsAgo(20))).toBe(false);
    expect(isDeleted).toBe(true);
    await expect(other.existing('staff', 0)).rejects.toMatchObject({ code: 'gallery-not-found' });
  });
});
