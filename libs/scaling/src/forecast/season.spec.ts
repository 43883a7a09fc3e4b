import { describe, expect, it } from 'vitest';
import { randomStreams } from '../simulator/random';
import { bestSeason, freshSeasons, isTrusted, type Season, seasonRateAt, seasonWith } from './season';

const MINUTE_S = 60;
const HOUR_S = 3600;
const BEGIN_S = 1_767_571_200; // a Monday, midnight
const LEAD_S = 60;

/** What has been learnt after so long of these rates [1/s], looked at every ten seconds. */
function learnt(forS: number, rateAt: (tS: number) => number): Season[] {
  let seasons = freshSeasons(BEGIN_S * 1000);
  let total = 0;
  for (let tS = 10; tS <= forS; tS += 10) {
    total += 10 * rateAt(tS - 10);
    seasons = seasons.map((season) => seasonWith(season, (BEGIN_S + tS) * 1000, total, LEAD_S));
  }
  return seasons;
}

/** Ten minutes of work, ten of none. */
const onOff = (tS: number) => (tS % (20 * MINUTE_S) >= 10 * MINUTE_S ? 4 : 0);

describe('a season of ten minutes on and ten off', () => {
  it('is not trusted before it was compared, and is some time after the first hour', () => {
    expect(bestSeason(learnt(HOUR_S, onOff))).toBeUndefined();
    expect(bestSeason(learnt(HOUR_S + 25 * MINUTE_S, onOff))).toMatchObject({ periodS: HOUR_S, binS: 30 });
  });

  it('foretells when it goes on', () => {
    const [hour] = learnt(2 * HOUR_S, onOff);
    const nowMs = (BEGIN_S + 2 * HOUR_S) * 1000;
    const inMinutes = (minutes: number) => seasonRateAt(hour!, nowMs, minutes * MINUTE_S);
    expect([1, 9, 11, 19, 21, 31].map(inMinutes)).toEqual([0, 0, 4, 4, 0, 4]);
  });

  it('is trusted no longer some time after it has ended', () => {
    const seasons = learnt(5 * HOUR_S, (tS) => (tS < 2 * HOUR_S ? onOff(tS) : 2));
    expect(bestSeason(seasons)).toBeUndefined();
  });
});

describe('what has no season', () => {
  it('is trusted neither where arrivals are independent nor where there are none', () => {
    const uniform = randomStreams(1).arrivals;
    expect(bestSeason(learnt(6 * HOUR_S, () => (uniform() < 0.3 ? 1 : 0)))).toBeUndefined();
    expect(bestSeason(learnt(3 * HOUR_S, () => 0))).toBeUndefined();
  });

  it('is trusted not because it goes on as it is either', () => {
    expect(bestSeason(learnt(3 * HOUR_S, () => 2))).toBeUndefined();
  });
});

describe('a season of a day', () => {
  it('is trusted on the second day', () => {
    const daily = (tS: number) =>
      tS % (24 * HOUR_S) >= 9 * HOUR_S && tS % (24 * HOUR_S) < 9.5 * HOUR_S ? 5 : 0;
    const [hour, day] = learnt(34 * HOUR_S, daily);
    expect(isTrusted(hour!)).toBe(false);
    expect(isTrusted(day!)).toBe(true);
    expect(seasonRateAt(day!, (BEGIN_S + 48 * HOUR_S) * 1000, 9.25 * HOUR_S)).toBe(5);
  });
});

describe('seasonWith', () => {
  const fresh = freshSeasons(BEGIN_S * 1000)[0]!;
  const at = (season: Season, afterS: number, total: number) =>
    seasonWith(season, (BEGIN_S + afterS) * 1000, total, LEAD_S);

  it('learns a bin when it is over, and knows nothing of the others', () => {
    expect(at(fresh, 29, 12)).toBe(fresh);
    const { ratesPerS } = at(fresh, 30, 60);
    expect(ratesPerS[0]).toBe(2);
    expect(ratesPerS.slice(1).every((rate) => rate === null)).toBe(true);
    expect(seasonRateAt(at(fresh, 30, 60), BEGIN_S * 1000, 45)).toBe(0);
  });

  it('spreads what arrived while nobody looked, over one period at most', () => {
    expect(at(fresh, 300, 300).ratesPerS.slice(0, 11)).toEqual([...new Array<number>(10).fill(1), null]);
    const afterTwoHours = at(fresh, 2 * HOUR_S, 7200);
    expect(afterTwoHours.ratesPerS.every((rate) => rate === 1)).toBe(true);
  });

  it('learns nothing from a clock that goes back', () => {
    const ahead = at(fresh, 60, 10);
    expect(at(ahead, 20, 30)).toBe(ahead);
  });

  it('goes half of the way to what it sees anew', () => {
    const first = at(fresh, 30, 60);
    const anHourLater = at(at(first, HOUR_S, 60), HOUR_S + 30, 60 + 120);
    expect(anHourLater.ratesPerS[0]).toBe(3);
  });
});
