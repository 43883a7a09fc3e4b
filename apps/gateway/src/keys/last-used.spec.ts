import { expect, it } from 'vitest';
import { LastUsed } from './last-used';
import { SetClock } from '../set-clock.fixture';
import { MemoryKeyStore } from './memory-keys.fixture';

it('the last use of a key is written once a minute, and a store that is away disturbs nobody', () => {
  const [store, clock] = [new MemoryKeyStore(), new SetClock()];
  const lastUsed = new LastUsed(store, clock);
  const use = () => {
    lastUsed.note('a');
    return store.used.get('a');
  };
  expect(use()).toBe('2026-11-20T12:00:00.000Z');
  clock.atMs += 59_999;
  expect(use()).toBe('2026-11-20T12:00:00.000Z');
  clock.atMs += 1;
  expect(use()).toBe('2026-11-20T12:01:00.000Z');
  clock.atMs += 60_000;
  store.saveLastUsed = () => Promise.reject(new Error('away'));
  expect(use()).toBe('2026-11-20T12:01:00.000Z');
});
