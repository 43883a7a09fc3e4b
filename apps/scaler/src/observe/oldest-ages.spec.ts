import { beforeEach, describe, expect, it } from 'vitest';
import { OldestAges } from './oldest-ages';

const clock = { atMs: 0, nowMs: () => clock.atMs };
let ages: OldestAges;

beforeEach(() => {
  clock.atMs = 1_000_000;
  ages = new OldestAges(clock);
});

describe('OldestAges', () => {
  it('takes the oldest that anybody knows of', () => {
    expect(ages.oldestAgeS).toBeUndefined();
    ages.note('worker', 50_000, 48_500);
    ages.note('gateway', 70_000, 62_000);
    expect(ages.oldestAgeS).toBe(8);
    ages.note('gateway', 71_000, undefined);
    expect(ages.oldestAgeS).toBe(1.5);
  });

  it('is no less than zero where two clocks differ', () => {
    ages.note('worker', 50_000, 55_000);
    expect(ages.oldestAgeS).toBe(0);
  });

  it('forgets what was said a while ago', () => {
    ages.note('worker', 50_000, 48_500);
    clock.atMs += 3_001;
    expect(ages.oldestAgeS).toBeUndefined();
  });
});
