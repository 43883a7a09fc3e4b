import { describe, expect, it } from 'vitest';
import { randomStreams } from '../simulator/random';
import { dispersionIndex, dispersionWith, freshDispersion } from './dispersion';

/** The index after half minutes with these counts, looked at every two seconds. */
function indexOf(counts: number[]): number {
  let seen = freshDispersion(0);
  let total = 0;
  for (const [window, count] of counts.entries()) {
    for (let look = 1; look <= 15; look++) {
      if (look === 15) total += count;
      seen = dispersionWith(seen, window * 30_000 + look * 2000, total);
    }
  }
  return dispersionIndex(seen);
}

/** Independent arrivals, counted. */
function poisson(mean: number, uniform: () => number): number {
  let count = -1;
  for (let left = mean; left > 0; count++) left += Math.log(uniform());
  return count;
}

describe('dispersionIndex', () => {
  it('is 1 as long as nothing is known, and never less', () => {
    expect(dispersionIndex(freshDispersion(0))).toBe(1);
    expect(indexOf([20])).toBe(1);
    expect(indexOf(new Array<number>(50).fill(20))).toBe(1);
  });

  it('is about 1 for independent arrivals, and about five for those that come five at a time', () => {
    const uniform = randomStreams(1).arrivals;
    const counts = Array.from({ length: 100 }, () => poisson(40, uniform));
    expect(indexOf(counts)).toBeLessThan(1.5);
    const inFives = counts.map((count) => 5 * count);
    expect(indexOf(inFives)).toBeGreaterThan(3.5);
    expect(indexOf(inFives)).toBeLessThan(7.5);
  });

  it('takes a slow wave for what it is: not uneven', () => {
    expect(indexOf(Array.from({ length: 120 }, (_, window) => 100 + 90 * Math.sin(window / 20)))).toBe(1);
  });

  it('grows with one burst, and forgets it', () => {
    const burst = [10, 10, 10, 400, 10, 10];
    expect(indexOf(burst)).toBeGreaterThan(100);
    expect(indexOf([...burst, ...new Array<number>(200).fill(10)])).toBeLessThan(1.1);
  });

  it('survives counting that begins anew', () => {
    let seen = freshDispersion(0);
    for (const [window, total] of [1000, 1010, 5, 15, 25].entries())
      seen = dispersionWith(seen, (window + 1) * 30_000, total);
    expect(Number.isFinite(dispersionIndex(seen))).toBe(true);
  });
});
