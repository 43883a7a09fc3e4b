import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fairShare } from './fair-share';

describe('fairShare', () => {
  it.each([
    [[10, 10], 30, Infinity],
    [[100], 30, 30],
    [[100, 100], 30, 15],
    [[5, 100, 100], 35, 15],
    [[1, 1, 1, 100], 10, 7],
    [[], 10, Infinity],
    [[3], 0, 0],
  ])('of %j wanted and %d there, each may have %d', (wanted, available, share) => {
    expect(fairShare(wanted, available)).toBe(share);
  });

  it('gives all that there is, and nobody less than another who wants as much', () => {
    const amounts = fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 5_000 }), (wanted, available) => {
        const share = fairShare(wanted, available);
        const given = wanted.map((amount) => Math.min(amount, share));
        const total = wanted.reduce((sum, amount) => sum + amount, 0);
        const sum = given.reduce((all, amount) => all + amount, 0);
        expect(sum).toBeCloseTo(Math.min(total, available), 6);
      }),
    );
  });
});
