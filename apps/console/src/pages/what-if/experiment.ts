import { type ArrivalTrace, maxWorkersFor, POLICY_NAMES, USUAL_WORLD, type World } from '@facefleet/scaling';

/** What is tried: all but the trace. */
export interface Experiment {
  sloS: number;
  serviceS: number;
  bootP50S: number;
  bootP90S: number;
  minWorkers: number;
  /** undefined: as many as the trace needs */
  maxWorkers: number | undefined;
  policies: readonly string[];
}

export const USUAL_EXPERIMENT: Experiment = {
  sloS: USUAL_WORLD.sloS,
  serviceS: USUAL_WORLD.serviceTime.meanS,
  bootP50S: USUAL_WORLD.boots.cold.p50S,
  bootP90S: USUAL_WORLD.boots.cold.p90S,
  minWorkers: USUAL_WORLD.minWorkers,
  maxWorkers: undefined,
  policies: POLICY_NAMES,
};

export function worldOf(experiment: Experiment, trace: ArrivalTrace): World {
  const { sloS, serviceS, bootP50S, bootP90S, minWorkers, maxWorkers } = experiment;
  const needs = { serviceTimeS: serviceS, slots: USUAL_WORLD.slots };
  return {
    ...USUAL_WORLD,
    ...{ trace, sloS, minWorkers },
    serviceTime: { ...USUAL_WORLD.serviceTime, meanS: serviceS },
    boots: { ...USUAL_WORLD.boots, cold: { p50S: bootP50S, p90S: Math.max(bootP50S, bootP90S) } },
    maxWorkers: Math.max(maxWorkers ?? maxWorkersFor(trace, needs).maxWorkers, minWorkers, 1),
  };
}
