import { describe, expect, it } from 'vitest';
import { isWithin } from './clock';

describe('isWithin', () => {
  it('is true of what is at most so long ago', () => {
    expect([1_000, 990, 989].map((atMs) => isWithin(10, atMs, 1_000))).toEqual([true, true, false]);
    expect(isWithin(10, -Infinity, 1_000)).toBe(false);
  });

  it('is not true of what is still to come: the clock was set back since', () => {
    expect(isWithin(10, 1_001, 1_000)).toBe(false);
    expect(isWithin(Infinity, 3_600_000, 1_000)).toBe(false);
  });
});
