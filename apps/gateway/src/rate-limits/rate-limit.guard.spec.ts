import { type Quota, RateCounter } from '@facefleet/cache';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { setPrincipal } from '../auth/principal';
import type { GatewayOptions } from '../config';
import { RateLimitGuard } from './rate-limit.guard';

class FakeCounter extends RateCounter {
  readonly counted: [name: string, perMinute: number][] = [];

  constructor(private readonly quota?: Quota) {
    super();
  }

  count(name: string, perMinute: number): Promise<Quota> {
    this.counted.push([name, perMinute]);
    if (this.quota === undefined) throw new Error('Nobody was expected to count');
    return Promise.resolve(this.quota);
  }
}

async function enter(counter: FakeCounter, { forAll = 0, ofKey }: { forAll?: number; ofKey?: number }) {
  const request = {} as Request;
  setPrincipal(request, {
    keyId: 'k',
    keyName: 'test',
    scopes: ['admin'],
    galleries: undefined,
    ratePerMinute: ofKey,
  });
  const headers: Record<string, string> = {};
  const response = { setHeader: (name: string, value: string) => (headers[name] = value) };
  const context = {
    getType: () => 'http',
    switchToHttp: () => ({ getRequest: () => request, getResponse: () => response }),
  };
  const guard = new RateLimitGuard(counter, { ratePerMinute: forAll } as GatewayOptions);
  const refused = await guard.canActivate(context as unknown as ExecutionContext).then(
    () => undefined,
    (error: { code: string }) => error.code,
  );
  return { refused, headers };
}
const LEFT: Quota = { allowed: true, remaining: 7, resetMs: 12_001 };
const NONE_LEFT: Quota = { allowed: false, remaining: 0, resetMs: 300 };

describe('the rate of a key', () => {
  it('is said in each answer', async () => {
    const counter = new FakeCounter(LEFT);
    expect(await enter(counter, { ofKey: 10 })).toEqual({
      refused: undefined,
      headers: { 'RateLimit-Policy': '"default";q=10;w=60', RateLimit: '"default";r=7;t=13' },
    });
    expect(counter.counted).toEqual([['k', 10]]);
  });

  it('refuses what is beyond it, and says when to come again', async () => {
    expect(await enter(new FakeCounter(NONE_LEFT), { ofKey: 10 })).toEqual({
      refused: 'rate-limited',
      headers: {
        'RateLimit-Policy': '"default";q=10;w=60',
        RateLimit: '"default";r=0;t=1',
        'Retry-After': '1',
      },
    });
  });

  it('is that of all keys where it has none of its own', async () => {
    const counter = new FakeCounter(LEFT);
    await enter(counter, { forAll: 100 });
    await enter(counter, { forAll: 100, ofKey: 5 });
    expect(counter.counted.map(([, perMinute]) => perMinute)).toEqual([100, 5]);
  });

  it.each([{}, { forAll: 100, ofKey: 0 }])('of 0 is none, and nothing is said: %j', async (rates) => {
    expect(await enter(new FakeCounter(), rates)).toEqual({ refused: undefined, headers: {} });
  });
});

it('what needs no key is not counted', async () => {
  const context = { getType: () => 'http', switchToHttp: () => ({ getRequest: () => ({}) }) };
  const guard = new RateLimitGuard(new FakeCounter(), { ratePerMinute: 1 } as GatewayOptions);
  expect(await guard.canActivate(context as unknown as ExecutionContext)).toBe(true);
});
