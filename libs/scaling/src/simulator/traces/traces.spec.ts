import { describe, expect, it } from 'vitest';
import { BUILT_IN_TRACES } from '.';
import { poisson, uniformFrom } from './dice';

const WORKERS = 20;
const SERVICE_TIME_S = 1.5;

describe('the built-in traces', () => {
  it.each(Object.keys(BUILT_IN_TRACES))('%s is the same for a seed', (name) => {
    const make = BUILT_IN_TRACES[name]!;
    expect(make(7)).toEqual(make(7));
    expect(make(7)).toMatchObject({ name });
  });

  it.each(Object.keys(BUILT_IN_TRACES))(
    '%s can be served by twenty workers of 1.5 s, seen by the minute',
    (name) => {
      const { binS, counts } = BUILT_IN_TRACES[name]!(1);
      const byMinute = new Map<number, number>();
      counts.forEach((count, bin) => {
        const minute = Math.floor((bin * binS) / 60);
        byMinute.set(minute, (byMinute.get(minute) ?? 0) + count);
      });
      expect(Math.max(...byMinute.values()) / 60).toBeLessThan(WORKERS / SERVICE_TIME_S);
    },
  );

  it('step-200 is 200 at once, and then nothing for twenty minutes', () => {
    const { binS, counts } = BUILT_IN_TRACES['step-200']!(1);
    expect(binS).toBe(1);
    expect(counts.filter((count) => count > 0)).toEqual([200]);
    expect(counts.length - 1 - counts.indexOf(200)).toBe(1200);
  });

  it('draws Poisson numbers whose mean and variance are what was asked for', () => {
    const uniform = uniformFrom(3);
    for (const mean of [0.5, 8, 300]) {
      const drawn = Array.from({ length: 4000 }, () => poisson(mean, uniform));
      const average = drawn.reduce((sum, one) => sum + one, 0) / drawn.length;
      const variance = drawn.reduce((sum, one) => sum + (one - average) ** 2, 0) / drawn.length;
      expect(average / mean).toBeCloseTo(1, 1);
      expect(variance / mean).toBeCloseTo(1, 0);
    }
  });
});
