import { uuidv7 } from '@facefleet/platform';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Claim } from './claim';
import { Claims, DAY_MS, dayPrefix } from './claims';
import { SetClock } from '../set-clock.fixture';
import { MemoryClaimStore, MemoryLocks, NoLocks } from './memory-claims.fixture';

const NAME = 'c'.repeat(64);

let store: MemoryClaimStore;
let locks: MemoryLocks;
let clock: SetClock;
let claims: Claims;

beforeEach(() => {
  store = new MemoryClaimStore();
  locks = new MemoryLocks();
  clock = new SetClock();
  claims = new Claims(store.asStore, locks, clock);
});

const claim = (): Claim => ({
  v: 1,
  fingerprint: 'f'.repeat(64),
  id: uuidv7(),
  atMs: clock.atMs,
  accepted: false,
});

describe('claims', () => {
  it('belong to who came first', async () => {
    const [first, second] = [claim(), claim()];
    expect(await claims.take(NAME, first)).toBe(first);
    expect(await claims.take(NAME, second)).toEqual(first);
    expect(await claims.find(NAME)).toEqual(first);
  });

  it('of two that come together are one, with the lock or by the conditional write', async () => {
    for (const both of [claims, new Claims(store.asStore, new NoLocks(), clock)]) {
      const name = `${NAME}${both === claims}`;
      const [one, other] = await Promise.all([both.take(name, claim()), both.take(name, claim())]);
      expect(one.id).toBe(other.id);
    }
  });

  it('are one by the lock alone where the store knows no conditional writes', async () => {
    store.ignoresConditions = true;
    const [one, other] = await Promise.all([claims.take(NAME, claim()), claims.take(NAME, claim())]);
    expect(one.id).toBe(other.id);
  });

  it('hold what was saved last', async () => {
    const taken = await claims.take(NAME, claim());
    await claims.save(NAME, { ...taken, accepted: true, answer: 'sealed' });
    expect(await claims.find(NAME)).toMatchObject({ id: taken.id, accepted: true, answer: 'sealed' });
  });

  it('are found over midnight, and no longer than a day', async () => {
    await claims.take(NAME, claim());
    clock.atMs += DAY_MS - 1;
    expect(await claims.find(NAME)).toBeDefined();
    clock.atMs += 1;
    expect(await claims.find(NAME)).toBeUndefined();
  });

  it('that were released are as if nobody had claimed them', async () => {
    const taken = await claims.take(NAME, claim());
    await claims.release(NAME, taken);
    expect(store.objects.size).toBe(0);
    const next = claim();
    expect(await claims.take(NAME, next)).toBe(next);
  });

  it('that could not be stored hold up nobody', async () => {
    store.failure = new Error('away');
    await expect(claims.take(NAME, claim())).rejects.toThrow('away');
    store.failure = undefined;
    const next = claim();
    expect(await claims.take(NAME, next)).toBe(next);
  });

  it('lie in the folder of their day', async () => {
    await claims.take(NAME, claim());
    expect([...store.objects.keys()]).toEqual([`${dayPrefix(clock.atMs)}${NAME}`]);
    expect(dayPrefix(clock.atMs)).toBe('idempotency/2026-11-20/');
  });
});
