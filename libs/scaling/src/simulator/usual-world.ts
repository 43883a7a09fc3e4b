import type { World } from './world';

/** A world as it is unless somebody says otherwise: boots of a common machine, nothing that fails. */
export const USUAL_WORLD: Readonly<Omit<World, 'trace' | 'maxWorkers'>> = {
  seed: 1,
  sloS: 60,
  serviceTime: { meanS: 1.5, cv: 0.3 },
  boots: { cold: { p50S: 45, p90S: 90 }, stopped: { p50S: 20, p90S: 40 } },
  slots: 1,
  minWorkers: 0,
  minBillS: 60,
  warmPool: 0,
  launchFailureRate: 0,
  spotLossesPerHour: 0,
  visibilityTimeoutS: 30,
  countsAgeS: 0,
  countsError: 0,
};
