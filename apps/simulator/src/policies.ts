import {
  type Autoscaler,
  BASELINES,
  facefleetAutoscaler,
  type ScalingPolicy,
  type World,
} from '@facefleet/scaling';

export const FACEFLEET = 'facefleet';

/** Ours first. */
export const POLICY_NAMES: readonly string[] = [FACEFLEET, ...Object.keys(BASELINES)];

/**
 * @param asked names, or `all`
 * @returns in our order, each once
 * @throws Error naming one that does not exist
 */
export function policyNames(asked: readonly string[]): string[] {
  const stranger = asked.find((name) => name !== 'all' && !POLICY_NAMES.includes(name));
  if (stranger !== undefined || asked.length === 0) {
    throw new Error(
      `--policies takes all or ${POLICY_NAMES.join(', ')}${stranger === undefined ? '' : `, not "${stranger}"`}.`,
    );
  }
  return POLICY_NAMES.filter((name) => asked.includes('all') || asked.includes(name));
}

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
