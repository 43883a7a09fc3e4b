import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ArrivalForecast,
  arrivalsAtMost,
  expectedArrivals,
  forecastOf,
  NOTHING_LASTS,
  notYetLess,
} from './arrival-forecast';
import { type ArrivalLog, continued, emptyLog } from './arrival-log';

/** After so many seconds in each of which `arrivals` gave so many, looked at every second. */
function logAfter(lengthS: number, arrivals: (atS: number) => number): ArrivalLog {
  let log: ArrivalLog = { ...emptyLog(0, 60), total: 0 };
  let total = 0;
  for (let atS = 1; atS <= lengthS; atS++) {
    total += arrivals(atS - 1);
    log = continued(log, atS * 1000, total, 600);
  }
  return log;
}

const after = (lengthS: number, arrivals: (atS: number) => number) =>
  forecastOf(logAfter(lengthS, arrivals), 1);

describe('the rate that lasts', () => {
  it('is that of steady arrivals', () => {
    expect(after(300, () => 3)).toMatchObject({ ratePerS: 3, burstPerS: 0, slopePerS2: 0 });
  });

  it('is not made by one burst, at no time after it', () => {
    for (let sinceS = 1; sinceS <= 120; sinceS++) {
      const forecast = after(200 + sinceS, (atS) => (atS === 200 ? 200 : 0));
      expect(forecast, `${sinceS} s after it`).toMatchObject({ ratePerS: 0, burstPerS: 0, slopePerS2: 0 });
    }
  });

  it('is not ended by one pause', () => {
    expect(after(300, (atS) => (atS >= 282 && atS < 297 ? 0 : 2)).ratePerS).toBeCloseTo(2);
  });

  it('has changed two looks after the arrivals have', () => {
    expect(after(239, (atS) => (atS < 200 ? 2 : 6)).ratePerS).toBeGreaterThan(4);
    expect(after(250, (atS) => (atS < 200 ? 2 : 0)).ratePerS).toBe(0);
  });
});

describe('the rate below which nobody is let go', () => {
  it('is the mean of three minutes, until the rate has been less for as long', () => {
    const lately = (sinceS: number) => notYetLess(after(400 + sinceS, (atS) => (atS < 400 ? 3 : 1))).ratePerS;
    expect(lately(60)).toBeCloseTo(3 - 2 / 3, 1);
    expect(lately(180)).toBeCloseTo(1, 1);
  });

  it('is the rate that lasts while that is more', () => {
    expect(notYetLess(after(460, (atS) => (atS < 400 ? 1 : 3))).ratePerS).toBeCloseTo(3);
  });
});

describe('a burst', () => {
  it('is expected to last for as long again as it has', () => {
    const forecast = after(220, (atS) => (atS >= 200 ? 10 : 1));
    expect(forecast).toMatchObject({ ratePerS: 1, burstS: 20 });
    expect(Math.abs(forecast.burstPerS - 9)).toBeLessThan(0.5);
  });

  it('is over when a bucket has gone by without it', () => {
    expect(after(225, (atS) => (atS >= 200 && atS < 220 ? 10 : 1))).toMatchObject({
      burstPerS: 0,
      burstS: 0,
    });
    expect(after(225, (atS) => (atS >= 200 && atS < 220 ? 10 : 0))).toMatchObject({
      burstPerS: 0,
      burstS: 0,
    });
  });

  it('counts until it has lasted, and no longer', () => {
    const forecast = { ...NOTHING_LASTS, dispersion: 1, ratePerS: 1, burstPerS: 9, burstS: 20 };
    expect([10, 20, 50].map((inS) => expectedArrivals(forecast, inS))).toEqual([100, 200, 230]);
  });
});

describe('a slope', () => {
  it('is seen in three minutes that rise, and expected for one more', () => {
    const forecast = after(300, (atS) => atS / 60);
    expect(Math.abs(forecast.slopePerS2 * 60 - 1)).toBeLessThan(0.05);
    expect(forecast.slopeS).toBe(60);
  });

  it('is not seen in a rise that chance could have made', () => {
    const minutes = [20, 21, 24, 26];
    expect(after(240, (atS) => minutes[Math.floor(atS / 60)]! / 60).slopePerS2).toBe(0);
    const steep = (atS: number) => [20, 30, 60, 90][Math.floor(atS / 60)]! / 60;
    expect(forecastOf(logAfter(240, steep), 1).slopePerS2).toBeGreaterThan(0);
    expect(forecastOf(logAfter(240, steep), 10).slopePerS2).toBe(0);
  });

  it('is not seen before three minutes are remembered', () => {
    expect(after(170, (atS) => atS / 60).slopePerS2).toBe(0);
  });

  it('raises the rate for a minute, which then stays', () => {
    const forecast = { ...NOTHING_LASTS, dispersion: 1, slopePerS2: 0.1, slopeS: 60 };
    expect(expectedArrivals(forecast, 60)).toBeCloseTo(180);
    expect(expectedArrivals(forecast, 70)).toBeCloseTo(180 + 10 * 6);
  });
});

describe('the margin', () => {
  const steady = (ratePerS: number, dispersion = 1) => ({ ...NOTHING_LASTS, ratePerS, dispersion });

  it('grows as the square root of what is expected, and with its unevenness', () => {
    expect(arrivalsAtMost(steady(1), 100, 1)).toBe(110);
    expect(arrivalsAtMost(steady(1), 100, 2)).toBe(120);
    expect(arrivalsAtMost(steady(1, 4), 100, 1)).toBe(120);
    expect(arrivalsAtMost(steady(1), 100, 0)).toBe(100);
  });

  it('is small below one message', () => {
    expect(arrivalsAtMost(steady(0.01), 4, 1)).toBeCloseTo(0.04 + 0.2 * 0.04);
    expect(arrivalsAtMost(steady(0), 100, 1)).toBe(0);
  });
});

describe('a season', () => {
  it('only ever raises the forecast', () => {
    const steady = { ...NOTHING_LASTS, dispersion: 1, ratePerS: 1 };
    expect(expectedArrivals({ ...steady, seasonPerS: () => 0 }, 100)).toBe(100);
    expect(expectedArrivals({ ...steady, seasonPerS: () => 3 }, 100)).toBeCloseTo(300);
  });
});

describe('expectedArrivals', () => {
  const forecasts: fc.Arbitrary<ArrivalForecast> = fc.record({
    ratePerS: fc.double({ min: 0, max: 10, noNaN: true }),
    meanPerS: fc.double({ min: 0, max: 10, noNaN: true }),
    burstPerS: fc.double({ min: 0, max: 10, noNaN: true }),
    burstS: fc.integer({ min: 0, max: 100 }),
    dispersion: fc.double({ min: 1, max: 50, noNaN: true }),
    slopePerS2: fc.double({ min: 0, max: 1, noNaN: true }),
    slopeS: fc.constantFrom(0, 60),
  });

  it('never falls as time goes on, with a margin or without', () => {
    fc.assert(
      fc.property(
        forecasts,
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 0, max: 500 }),
        (forecast, a, b) => {
          const [soonS, laterS] = [Math.min(a, b), Math.max(a, b)];
          const at = (inS: number) => arrivalsAtMost(forecast, inS, 1);
          expect(at(laterS)).toBeGreaterThanOrEqual(at(soonS) - 1e-9);
          expect(expectedArrivals(forecast, laterS)).toBeGreaterThanOrEqual(
            expectedArrivals(forecast, soonS) - 1e-9,
          );
        },
      ),
    );
  });
});
