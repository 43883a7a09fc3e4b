import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { beforeEach, describe, expect, it } from 'vitest';
import type { GatewayOptions } from '../config';
import { makeSecret, sha256Of } from '../keys/key-secret';
import { KnownKeys } from '../keys/known-keys';
import { LastUsed } from '../keys/last-used';
import { MemoryKeyStore, newKey } from '../keys/memory-keys.fixture';
import { SetClock } from '../set-clock.fixture';
import { ApiKeyGuard } from './api-key.guard';
import { principalOf } from './principal';
import { Principals } from './principals';
import { Public } from './public.decorator';

class Things {
  closed(this: void) {}
  @Public()
  open(this: void) {}
}

const ROOT = 'a-key-of-any-shape';
let store: MemoryKeyStore;
let clock: SetClock;
let guard: ApiKeyGuard;

beforeEach(() => {
  store = new MemoryKeyStore();
  clock = new SetClock();
  const options = { adminKeySha256: sha256Of(ROOT) } as GatewayOptions;
  const principals = new Principals(new KnownKeys(store, clock), clock, options);
  guard = new ApiKeyGuard(new Reflector(), principals, new LastUsed(store, clock));
});

async function enter(authorization: string | undefined, handler: keyof Things = 'closed') {
  const request = { headers: { authorization } } as Request;
  const context = {
    getType: () => 'http',
    getClass: () => Things,
    getHandler: () => Things.prototype[handler],
    switchToHttp: () => ({ getRequest: () => request }),
  };
  await guard.canActivate(context as unknown as ExecutionContext);
  return principalOf(request);
}
const refusal = (authorization: string | undefined) =>
  enter(authorization).then(
    () => 'none',
    (error: { code: string }) => error.code,
  );

describe('the guard of keys', () => {
  it('knows the key of the configuration without looking anywhere', async () => {
    expect(await enter(`Bearer ${ROOT}`)).toMatchObject({ keyId: 'root', scopes: ['admin'] });
    expect(store.looks).toBe(0);
  });

  it('says whose key it is, and notes that it was used', async () => {
    const { secret, record } = newKey({ scopes: ['enrol'], galleries: ['staff'], ratePerMinute: 5 });
    await store.save(record);
    expect(await enter(`bearer  ${secret}`)).toEqual({
      keyId: record.id,
      keyName: 'front door',
      scopes: ['enrol'],
      galleries: ['staff'],
      ratePerMinute: 5,
    });
    expect(store.used.get(record.id)).toBe('2026-11-20T12:00:00.000Z');
  });

  it.each([undefined, '', 'Bearer', 'Bearer  ', `Basic ${ROOT}`, ROOT, `Bearer ${ROOT} ${ROOT}`])(
    'finds no key in %j',
    async (header) => {
      expect(await refusal(header)).toBe('key-missing');
    },
  );

  it('refuses keys that nobody made, and notes no use of them', async () => {
    expect(await refusal(`Bearer ${makeSecret()}`)).toBe('key-invalid');
    expect(await refusal('Bearer guess')).toBe('key-invalid');
    expect(store.used.size).toBe(0);
  });

  it('refuses a key from the moment at which it expires', async () => {
    const { secret, record } = newKey({ expiresAt: '2026-11-20T12:00:01.000Z' });
    await store.save(record);
    expect(await refusal(`Bearer ${secret}`)).toBe('none');
    clock.atMs += 1_000;
    expect(await refusal(`Bearer ${secret}`)).toBe('key-expired');
  });

  it('asks nobody where no key is needed', async () => {
    expect(await enter(undefined, 'open')).toBeUndefined();
    expect(await enter('Bearer guess', 'open')).toBeUndefined();
  });
});
