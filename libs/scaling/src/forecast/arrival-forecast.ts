import { type ArrivalLog, arrivedWithin, memoryOf } from './arrival-log';

/** What is expected to arrive from now on. */
export interface ArrivalForecast {
  /** The rate that lasts [1/s] */
  ratePerS: number;
  /** What arrives above it, and for how long it is expected to go on. */
  burstPerS: number;
  burstS: number;
  /** Variance of counts over their mean */
  dispersion: number;
  /** Another forecast [1/s] so many seconds from now, which can only raise this one. */
  seasonPerS?: (inS: number) => number;
}

/** The rate that lasts is the middle one of three looks: one burst does not make it. */
const LOOK_S = 20;
/** A burst is looked at over so many buckets at least. */
const BURST_BUCKETS = 2;
const BURST_RATIO = 1.5;

export function forecastOf(log: ArrivalLog, dispersion: number): ArrivalForecast {
  const rates = [0, 1, 2].map((look) => rateBetween(log, (look + 1) * LOOK_S, look * LOOK_S));
  const ratePerS = [...rates].sort((a, b) => a - b)[1]!;
  const { burstPerS, burstS } = burstAbove(log, ratePerS);
  return { ratePerS, burstPerS, burstS, dispersion };
}

function rateBetween(log: ArrivalLog, fromS: number, toS: number): number {
  const lengthS = Math.min(fromS, Math.max(memoryOf(log), LOOK_S)) - toS;
  return lengthS <= 0 ? 0 : arrivedWithin(log, fromS, toS) / lengthS;
}

/** Whatever has lasted for some time is expected to last for as long again, and no longer. */
function burstAbove(log: ArrivalLog, ratePerS: number): { burstPerS: number; burstS: number } {
  const openS = (log.atMs - log.startMs) / 1000;
  const limit = Math.max(BURST_RATIO * ratePerS * log.bucketS, 1);
  let buckets = 0;
  let count = 0;
  for (let index = log.counts.length - 2; index >= 0 && log.counts[index]! > limit; index--) {
    buckets += 1;
    count += log.counts[index]!;
  }
  if (buckets < BURST_BUCKETS) return { burstPerS: 0, burstS: 0 };
  const newest = log.counts.at(-1)!;
  if (openS >= log.bucketS / 2 && newest / openS < BURST_RATIO * ratePerS) return { burstPerS: 0, burstS: 0 };
  const lastedS = buckets * log.bucketS;
  return { burstPerS: count / lastedS - ratePerS, burstS: lastedS };
}

/** Messages expected to arrive until so many seconds from now. */
export function expectedArrivals(forecast: ArrivalForecast, inS: number): number {
  const lasting = forecast.ratePerS * inS + forecast.burstPerS * Math.min(inS, forecast.burstS);
  if (!forecast.seasonPerS) return lasting;
  return Math.max(lasting, seasonArrivals(forecast.seasonPerS, inS));
}

const SEASON_STEPS = 8;
function seasonArrivals(seasonPerS: (inS: number) => number, inS: number): number {
  let sum = 0;
  for (let step = 0; step < SEASON_STEPS; step++) sum += seasonPerS(((step + 0.5) * inS) / SEASON_STEPS);
  return (sum * inS) / SEASON_STEPS;
}

/** The same with a margin that grows as the square root of the count does: `deviations` of it above. */
export function arrivalsAtMost(forecast: ArrivalForecast, inS: number, deviations: number): number {
  const mean = expectedArrivals(forecast, inS);
  return mean + deviations * Math.sqrt(forecast.dispersion * mean);
}
