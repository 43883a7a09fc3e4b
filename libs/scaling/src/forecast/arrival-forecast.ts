import { type ArrivalLog, arrivedWithin, memoryOf, openOf } from './arrival-log';

/** What is expected to arrive from now on. */
export interface ArrivalForecast {
  /** The rate that lasts [1/s] */
  ratePerS: number;
  /** The mean rate of some minutes [1/s] */
  meanPerS: number;
  /** What arrives above it, and for how long it is expected to go on. */
  burstPerS: number;
  burstS: number;
  /** Variance of counts over their mean */
  dispersion: number;
  /** By how much the rate grows [1/s per second], and for how long it is expected to. */
  slopePerS2: number;
  slopeS: number;
  /** Another forecast [1/s] so many seconds from now, which can only raise this one. */
  seasonPerS?: (inS: number) => number;
}

export const NOTHING_LASTS: Omit<ArrivalForecast, 'dispersion'> = {
  ratePerS: 0,
  meanPerS: 0,
  burstPerS: 0,
  burstS: 0,
  slopePerS2: 0,
  slopeS: 0,
};

/** The rate that lasts is the middle one of three looks: one burst does not make it. */
const LOOK_S = 20;
const MEAN_S = 180;
/** A burst is looked at over so many buckets at least. */
const BURST_BUCKETS = 3;
const BURST_RATIO = 1.5;

export function forecastOf(log: ArrivalLog, dispersion: number): ArrivalForecast {
  const rates = [0, 1, 2].map((look) => rateIn(log, look));
  const ratePerS = [...rates].sort((a, b) => a - b)[1]!;
  const { burstPerS, burstS } = burstAbove(log, ratePerS);
  const meanPerS = rateBetween(log, MEAN_S, 0);
  return { ratePerS, meanPerS, burstPerS, burstS, dispersion, ...slopeOf(log, dispersion) };
}

/** Three minutes that rise one after the other, by more than chance would have it, are expected to rise for one more. */
const SLOPE_LOOK_S = 60;
const SURE_DEVIATIONS = 2;

function slopeOf(log: ArrivalLog, dispersion: number): { slopePerS2: number; slopeS: number } {
  const lookS = wholeBuckets(log, SLOPE_LOOK_S);
  const openS = openOf(log);
  const [newest, middle, oldest] = [0, 1, 2].map((look) =>
    arrivedWithin(log, openS + (look + 1) * lookS, openS + look * lookS),
  ) as [number, number, number];
  const rise = newest - oldest;
  const rises = memoryOf(log) >= openS + 3 * lookS && newest > middle && middle > oldest;
  if (!rises || rise < SURE_DEVIATIONS * Math.sqrt(dispersion * (newest + oldest)))
    return { slopePerS2: 0, slopeS: 0 };
  return { slopePerS2: rise / (2 * lookS ** 2), slopeS: SLOPE_LOOK_S };
}

/** The newest look is longer by the bucket that is being filled. */
function rateIn(log: ArrivalLog, look: number): number {
  const lookS = wholeBuckets(log, LOOK_S);
  const fromS = openOf(log) + (look + 1) * lookS;
  const toS = look === 0 ? 0 : openOf(log) + look * lookS;
  return rateBetween(log, fromS, toS);
}

function rateBetween(log: ArrivalLog, fromS: number, toS: number): number {
  const lengthS = Math.min(fromS, Math.max(memoryOf(log), LOOK_S)) - toS;
  return lengthS <= 0 ? 0 : Math.max(0, arrivedWithin(log, fromS, toS) / lengthS);
}

/** A look ends where a bucket does: otherwise one burst would be a part of two of them. */
function wholeBuckets({ bucketS }: ArrivalLog, lookS: number): number {
  return Math.max(1, Math.round(lookS / bucketS)) * bucketS;
}

/** Whatever has lasted for some time is expected to last for as long again, and no longer. */
function burstAbove(log: ArrivalLog, ratePerS: number): { burstPerS: number; burstS: number } {
  const limit = Math.max(BURST_RATIO * ratePerS * log.bucketS, 1);
  if (arrivedWithin(log, log.bucketS, 0) <= limit) return { burstPerS: 0, burstS: 0 };
  let buckets = 0;
  let count = 0;
  for (let index = log.counts.length - 2; index >= 0 && log.counts[index]! > limit; index--) {
    buckets += 1;
    count += log.counts[index]!;
  }
  if (buckets < BURST_BUCKETS) return { burstPerS: 0, burstS: 0 };
  const lastedS = buckets * log.bucketS;
  return { burstPerS: count / lastedS - ratePerS, burstS: lastedS };
}

/** For those who think of letting somebody go: uneven traffic comes back to its mean, so it has not fallen before that has. */
export function notYetLess(forecast: ArrivalForecast): ArrivalForecast {
  return { ...forecast, ratePerS: Math.max(forecast.ratePerS, forecast.meanPerS) };
}

/** Messages expected to arrive until so many seconds from now. */
export function expectedArrivals(forecast: ArrivalForecast, inS: number): number {
  const risingS = Math.min(inS, forecast.slopeS);
  const risen = forecast.slopePerS2 * (risingS ** 2 / 2 + risingS * (inS - risingS));
  const lasting = forecast.ratePerS * inS + forecast.burstPerS * Math.min(inS, forecast.burstS) + risen;
  if (!forecast.seasonPerS) return lasting;
  return Math.max(lasting, seasonArrivals(forecast.seasonPerS, inS));
}

const SEASON_STEPS = 8;
/** What a season says will arrive within so many seconds. */
export function seasonArrivals(seasonPerS: (inS: number) => number, inS: number): number {
  let sum = 0;
  for (let step = 0; step < SEASON_STEPS; step++) sum += seasonPerS(((step + 0.5) * inS) / SEASON_STEPS);
  return (sum * inS) / SEASON_STEPS;
}

/** The same with a margin that grows as the square root of the count does: `deviations` of it above. */
export function arrivalsAtMost(forecast: ArrivalForecast, inS: number, deviations: number): number {
  const mean = expectedArrivals(forecast, inS);
  // Of less than one message the square root says too much.
  return mean + deviations * Math.sqrt(forecast.dispersion * mean) * Math.min(1, mean);
}
