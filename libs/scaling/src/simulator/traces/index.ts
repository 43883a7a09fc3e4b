import type { ArrivalTrace } from '../world';
import { bursty } from './bursty';
import { rateTrace } from './rate-trace';
import * as shapes from './shapes';

/** 75 s is half-way between two looks of those that look every 30 s, and between two minutes of metrics nearly so. */
const STEP_AT_S = 75;
const STEP_ARRIVALS = 200;
const QUIET_AFTER_STEP_S = 20 * 60;

/** Made arrivals, by name; all but the step differ by the seed. */
export const BUILT_IN_TRACES: Readonly<Record<string, (seed: number) => ArrivalTrace>> = {
  'step-200': () => {
    const counts = Array.from({ length: STEP_AT_S + 1 + QUIET_AFTER_STEP_S }, () => 0);
    counts[STEP_AT_S] = STEP_ARRIVALS;
    return { name: 'step-200', binS: 1, counts };
  },
  ramp: (seed) => rateTrace({ name: 'ramp', binS: 10, durationS: shapes.RAMP_S, seed }, shapes.ramp),
  'diurnal-flash': (seed) =>
    rateTrace(
      { name: 'diurnal-flash', binS: 60, durationS: shapes.DIURNAL_FLASH_S, seed },
      shapes.diurnalFlash,
    ),
  'on-off': (seed) => rateTrace({ name: 'on-off', binS: 10, durationS: shapes.ON_OFF_S, seed }, shapes.onOff),
  sawtooth: (seed) =>
    rateTrace({ name: 'sawtooth', binS: 10, durationS: shapes.SAWTOOTH_S, seed }, shapes.sawtooth),
  poisson: (seed) =>
    rateTrace({ name: 'poisson', binS: 10, durationS: shapes.POISSON_S, seed }, shapes.steady),
  bursty: (seed) => bursty('bursty', seed),
};
