import { ExpectedError } from '@facefleet/platform';
import { beforeEach, describe, expect, it } from 'vitest';
import { KnownKeys } from './known-keys';
import { SetClock } from '../set-clock.fixture';
import { MemoryKeyStore, newKey } from './memory-keys.fixture';

let store: MemoryKeyStore;
let clock: SetClock;
let known: KnownKeys;
const { secret, record } = newKey();

beforeEach(async () => {
  store = new MemoryKeyStore();
  clock = new SetClock();
  known = new KnownKeys(store, clock);
  await store.save(record);
});

const away = () => Promise.reject(new ExpectedError('service-unavailable', 'The store does not answer.'));

describe('keys that a gateway knows', () => {
  it('are looked for once in five seconds, also by many at once', async () => {
    const many = await Promise.all(Array.from({ length: 10 }, () => known.bySecret(secret)));
    expect(many).toEqual(Array.from({ length: 10 }, () => record));
    clock.atMs += 5_000;
    expect(await known.bySecret(secret)).toEqual(record);
    expect(store.looks).toBe(1);
    clock.atMs += 1;
    expect(await known.bySecret(secret)).toEqual(record);
    expect(store.looks).toBe(2);
  });

  it('are not asked for where the secret can be none', async () => {
    expect(await known.bySecret('guess')).toBeUndefined();
    expect(await known.bySecret(`${secret.slice(0, -1)}~`)).toBeUndefined();
    expect(store.looks).toBe(0);
  });

  it('that do not exist are remembered as well, until an event says otherwise', async () => {
    const later = newKey();
    expect(await known.bySecret(later.secret)).toBeUndefined();
    expect(await known.bySecret(later.secret)).toBeUndefined();
    expect(store.looks).toBe(1);
    await store.save(later.record);
    known.forget(later.record.id);
    expect(await known.bySecret(later.secret)).toEqual(later.record);
  });

  it('that were revoked elsewhere are wrong at the event, without it within five seconds', async () => {
    await known.bySecret(secret);
    await store.delete(record.id);
    expect(await known.bySecret(secret)).toEqual(record);
    known.forget(record.id);
    expect(await known.bySecret(secret)).toBeUndefined();

    await store.save(record);
    known.forget(record.id);
    await known.bySecret(secret);
    await store.delete(record.id);
    clock.atMs += 5_001;
    expect(await known.bySecret(secret)).toBeUndefined();
  });

  it('are looked for again once the clock has been set back: how old they are nobody knows', async () => {
    await known.bySecret(secret);
    await store.delete(record.id);
    clock.atMs -= 3_600_000;
    expect(await known.bySecret(secret)).toBeUndefined();
  });

  it('that were revoked here stay so, whatever a look that began before brings', async () => {
    let answer: () => void = () => undefined;
    store.beforeFind = () => new Promise((resolve) => (answer = resolve));
    const asked = known.bySecret(secret);
    await store.delete(record.id);
    known.revoke(record.id);
    answer();
    await asked;
    expect(await known.bySecret(secret)).toBeUndefined();
  });

  it('of one id but another secret are not taken for each other', async () => {
    await store.save({ ...record, sha256: 'f'.repeat(64) });
    expect(await known.bySecret(secret)).toBeUndefined();
  });

  it('go on working while the store is away or slow; of others nobody can say', async () => {
    await known.bySecret(secret);
    clock.atMs += 60_000;
    store.beforeFind = away;
    expect(await known.bySecret(secret)).toEqual(record);
    await expect(known.bySecret(newKey().secret)).rejects.toMatchObject({ code: 'service-unavailable' });

    clock.atMs += 60_000;
    store.beforeFind = () => new Promise(() => undefined);
    expect(await known.bySecret(secret)).toEqual(record);
    const { looks } = store;
    expect(await known.bySecret(secret)).toEqual(record); // and now without waiting
    expect(store.looks).toBe(looks);
  });
});
