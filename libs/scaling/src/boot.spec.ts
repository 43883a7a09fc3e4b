import { describe, expect, it } from 'vitest';
import { BootDistribution } from './boot';
import { logNormalOfQuantiles, logNormalQuantile } from './simulator/log-normal';
import { randomStreams } from './simulator/random';

const TIMES = { p50S: 45, p90S: 90 };

/** What a great many boots that were not over at this age were worth so much later. */
function sampled(ageS: number, inS: number) {
  const uniform = randomStreams(1).launches;
  const distribution = logNormalOfQuantiles(TIMES);
  const worthS: number[] = [];
  while (worthS.length < 20_000) {
    const bootS = logNormalQuantile(distribution, uniform());
    if (bootS > ageS) worthS.push(Math.max(0, ageS + inS - bootS));
  }
  const meanS = worthS.reduce((sum, one) => sum + one) / worthS.length;
  return {
    ready: worthS.filter((one) => one > 0).length / worthS.length,
    meanS,
    varianceS2: worthS.reduce((sum, one) => sum + (one - meanS) ** 2, 0) / worthS.length,
  };
}

describe('BootDistribution', () => {
  it('passes through both quantiles', () => {
    const boot = new BootDistribution(TIMES);
    expect(boot.readiness(0, 45).ready).toBeCloseTo(0.5, 6);
    expect(boot.readiness(0, 90).ready).toBeCloseTo(0.9, 6);
  });

  it.each([
    [0, 60],
    [0, 300],
    [40, 20],
    [100, 50],
  ])('says of one that is %d s old what it will have been worth in %d s, as sampling does', (ageS, inS) => {
    const worth = new BootDistribution(TIMES).readiness(ageS, inS);
    const expected = sampled(ageS, inS);
    expect(Math.abs(worth.ready - expected.ready)).toBeLessThan(0.015);
    expect(Math.abs(worth.meanS / expected.meanS - 1)).toBeLessThan(0.03);
    expect(Math.abs(worth.varianceS2 / expected.varianceS2 - 1)).toBeLessThan(0.05);
  });

  it('knows of equal quantiles that every boot takes just so long', () => {
    const boot = new BootDistribution({ p50S: 45, p90S: 45 });
    expect(boot.meanS).toBeCloseTo(45);
    expect(boot.readiness(0, 44.9)).toEqual({ ready: 0, meanS: 0, varianceS2: 0 });
    const later = boot.readiness(30, 20);
    expect(later.ready).toBe(1);
    expect(later.meanS).toBeCloseTo(5);
    expect(later.varianceS2).toBeCloseTo(0);
  });

  it('expects of one that is later than nearly all what it expects of a new one', () => {
    const boot = new BootDistribution(TIMES);
    expect(boot.readiness(170, 60)).toEqual(boot.readiness(0, 60));
    expect(boot.readiness(100, 60).ready).not.toBeCloseTo(boot.readiness(0, 60).ready, 2);
  });

  it('takes boots of no time for ready at once, and a p90 below the p50 for equal to it', () => {
    expect(new BootDistribution({ p50S: 0, p90S: 0 }).readiness(0, 1).ready).toBe(1);
    expect(new BootDistribution({ p50S: 10, p90S: 5 }).readiness(0, 10).ready).toBe(1);
  });
});
