import type { Autoscaler } from './autoscaler';
import { BASELINES } from './baselines';
import { facefleetAutoscaler } from './facefleet-autoscaler';
import type { ScalingPolicy } from './policy';
import type { World } from './simulator/world';

export const FACEFLEET = 'facefleet';

/** Ours first. */
export const POLICY_NAMES: readonly string[] = [FACEFLEET, ...Object.keys(BASELINES)];

/** Each set up as its operator would for this world. */
export function autoscalerFor(name: string, world: World): Autoscaler {
  const baseline = BASELINES[name];
  if (baseline === undefined) return facefleetAutoscaler(ourPolicy(world));
  const { minWorkers, maxWorkers, slots, serviceTime, sloS } = world;
  return baseline({ minWorkers, maxWorkers, slots, serviceTimeS: serviceTime.meanS, sloS }, world.trace);
}

/** As `FACEFLEET_LATE_COST_S` is by itself. */
const LATE_COST_S = 300;

function ourPolicy({
  minWorkers,
  maxWorkers,
  slots,
  serviceTime,
  sloS,
  boots,
  minBillS,
}: World): ScalingPolicy {
  return {
    ...{ minWorkers, maxWorkers, slots, deadlineS: sloS },
    ...{ idleS: 0, emptyProofs: 3, silentAfterS: 10, minBillS, lateCostS: LATE_COST_S },
    serviceTimeMs: serviceTime.meanS * 1000,
    bootS: boots.cold.p90S,
  };
}
