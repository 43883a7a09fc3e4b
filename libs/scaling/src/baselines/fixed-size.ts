import type { Autoscaler } from '../autoscaler';
import type { ArrivalTrace } from '../simulator/world';
import type { BaselineSettings } from './settings';
import { steer } from './steer';

const CHECK_S = 10;
const MEAN_UTILISATION = 0.8;

/** From hindsight: as many workers as the busiest bin keeps busy, all the time. */
export function fixedPeak(settings: BaselineSettings, trace: ArrivalTrace): Autoscaler<null> {
  return fixedSize('fixed-peak', Math.ceil(roundedOff(busyWorkers(peakRate(trace), settings))), settings);
}

/** From hindsight: as many workers as are busy four fifths of the time on average. */
export function fixedMean(settings: BaselineSettings, trace: ArrivalTrace): Autoscaler<null> {
  const workers = roundedOff(busyWorkers(meanRate(trace), settings) / MEAN_UTILISATION);
  return fixedSize('fixed-mean', Math.ceil(workers), settings);
}

function fixedSize(name: string, workers: number, settings: BaselineSettings): Autoscaler<null> {
  return {
    name,
    tickS: CHECK_S,
    initialState: null,
    decide: (seen, state) => ({ decision: steer(workers, seen, settings, 'Fixed size'), state }),
  };
}

/** @returns the most arrivals in a bin [1/s] */
export function peakRate({ binS, counts }: ArrivalTrace): number {
  return counts.reduce((most, count) => Math.max(most, count), 0) / binS;
}

/** @returns [1/s] */
export function meanRate({ binS, counts }: ArrivalTrace): number {
  return counts.length === 0 ? 0 : counts.reduce((sum, count) => sum + count, 0) / (counts.length * binS);
}

/** @returns workers, in fractions */
export function busyWorkers(
  ratePerS: number,
  { serviceTimeS, slots }: Pick<BaselineSettings, 'serviceTimeS' | 'slots'>,
): number {
  return (ratePerS * serviceTimeS) / slots;
}

/** Products of decimal fractions: 6.000000000000001 workers are 6. */
function roundedOff(workers: number): number {
  return Number(workers.toPrecision(12));
}
