import { describe, expect, it } from 'vitest';
import { spreadArrivals } from './arrivals';
import { Grid } from './grid';
import { randomStreams } from './random';

const spread = (binS: number, counts: number[], seed = 1) =>
  spreadArrivals({ name: 'any', binS, counts }, new Grid(0.25), randomStreams(seed).arrivals);

describe('spreadArrivals', () => {
  it('keeps every message in its bin', () => {
    const arrivals = spread(60, [7, 0, 200_000]);
    const sums = [0, 1, 2].map((bin) =>
      arrivals.subarray(bin * 240, (bin + 1) * 240).reduce((a, b) => a + b),
    );
    expect([arrivals.length, ...sums]).toEqual([720, 7, 0, 200_000]);
  });

  it('varies as independent messages do, few or many in a step', () => {
    for (const perStep of [4, 100]) {
      const steps = 20_000;
      const arrivals = spread(steps / 4, [perStep * steps]);
      const variance = arrivals.reduce((sum, count) => sum + (count - perStep) ** 2, 0) / steps;
      expect(variance / perStep).toBeGreaterThan(0.95);
      expect(variance / perStep).toBeLessThan(1.05);
    }
  });

  it('loses nothing where bins are no multiple of a step', () => {
    expect(spread(0.1, [1, 2, 3, 4, 5, 6, 7]).reduce((a, b) => a + b)).toBe(28);
    expect(spread(0.6, [10, 20, 30]).reduce((a, b) => a + b)).toBe(60);
  });
});
