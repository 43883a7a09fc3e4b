import { Logger } from '@nestjs/common';
import { beforeAll, expect, it } from 'vitest';
import { ManualClock, MemoryStore, processOn } from './memory-store.fixture';

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
