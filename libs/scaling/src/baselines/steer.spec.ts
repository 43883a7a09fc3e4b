import { describe, expect, it } from 'vitest';
import { freeze, steer } from './steer';
import { seen } from './seen.fixture';

const LIMITS = { minWorkers: 1, maxWorkers: 6 };

describe('steer', () => {
  it('launches what is missing and counts those on their way, but not those that drain', () => {
    const decision = steer(4, seen(0, 9, 0, { ready: 1, launching: 1, draining: 1 }), LIMITS, 'So');
    expect(decision).toMatchObject({ desired: 4, current: 2, action: 'launch', launch: 2, drain: [] });
    expect(decision.reasons).toEqual(['So: 4 workers wanted, 2 ready or on their way.']);
  });

  it('never has more machines than the maximum, draining ones included', () => {
    expect(steer(9, seen(0, 9, 0, { ready: 3, draining: 2 }), LIMITS, '')).toMatchObject({
      desired: 6,
      launch: 1,
    });
  });

  it('drains the longest idle first, then the newest on its way, then busy ones, down to the minimum', () => {
    const fleet = { ready: 3, busy: 1, launching: 2 };
    expect(steer(3, seen(0, 0, 1, fleet), LIMITS, '').drain).toEqual(['r-1', 'r-2']);
    expect(steer(0, seen(0, 0, 1, fleet), LIMITS, '').drain).toEqual(['r-1', 'r-2', 'l-0', 'l-1']);
  });

  it('keeps what there is while the queue cannot be seen', () => {
    expect(freeze(seen(0, 0, 0, { ready: 2, draining: 1 }))).toMatchObject({
      desired: 2,
      action: 'freeze',
      launch: 0,
    });
  });
});
