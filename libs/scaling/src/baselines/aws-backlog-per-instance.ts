import type { Autoscaler } from '../autoscaler';
import type { BaselineSettings } from './settings';
import { clamped, freeze, ready, steer } from './steer';

const METRIC_PERIOD_S = 60;
/** The alarms that target tracking sets up: above the target, and below nine tenths of it. */
const OUT_DATAPOINTS = 3;
const IN_DATAPOINTS = 15;
const IN_SHARE = 0.9;
/** The step policy that AWS documents for the way out of zero. */
const ZERO_DATAPOINTS = 2;
const STEP_COOLDOWN_S = 300;

interface Datapoint {
  visible: number;
  inService: number;
}

export interface AwsState {
  /** The group's desired capacity. */
  desired: number;
  /** Measured, but not yet to be seen: it is a minute old when it arrives. */
  underway?: Datapoint;
  /** Newest last. */
  datapoints: Datapoint[];
  stepAllowedMs: number;
}

/**
 * Target tracking of the backlog per instance, as the EC2 Auto Scaling guide describes it for SQS: the target is the
 * acceptable latency divided by the time of a message, in messages waiting for each instance in service.
 *
 * - Metrics come once a minute and are a minute old.
 * - Out to ceil(visible / target) after 3 datapoints above the target, in after 15 below nine tenths of it.
 * - Without an instance there is no such metric: 2 datapoints of HasBacklogWithoutCapacity add one, every 300 s at most.
 */
export function awsBacklogPerInstance(settings: BaselineSettings): Autoscaler<AwsState> {
  const target = (settings.sloS / settings.serviceTimeS) * settings.slots;
  const isAbove = ({ visible, inService }: Datapoint) => inService > 0 && visible / inService > target;
  const isBelow = ({ visible, inService }: Datapoint) =>
    inService > 0 && visible / inService < IN_SHARE * target;
  const lacksCapacity = ({ visible, inService }: Datapoint) => inService === 0 && visible > 0;
  return {
    name: 'aws-backlog-per-instance',
    tickS: METRIC_PERIOD_S,
    initialState: { desired: settings.minWorkers, datapoints: [], stepAllowedMs: 0 },
    decide(seen, state) {
      if (seen.queue === undefined) return { decision: freeze(seen), state };
      const datapoints = state.underway
        ? [...state.datapoints, state.underway].slice(-IN_DATAPOINTS)
        : state.datapoints;
      const alarm = (count: number, holds: (point: Datapoint) => boolean) =>
        datapoints.length >= count && datapoints.slice(-count).every(holds);
      const tracked = Math.ceil((datapoints.at(-1)?.visible ?? 0) / target);

      let { desired, stepAllowedMs } = state;
      if (alarm(OUT_DATAPOINTS, isAbove)) desired = Math.max(desired, tracked);
      else if (alarm(IN_DATAPOINTS, isBelow)) desired = Math.min(desired, tracked);
      else if (alarm(ZERO_DATAPOINTS, lacksCapacity) && seen.nowMs >= stepAllowedMs) {
        desired += 1;
        stepAllowedMs = seen.nowMs + STEP_COOLDOWN_S * 1000;
      }
      desired = clamped(desired, settings);
      const underway = { visible: seen.queue.visible, inService: ready(seen) };
      const reason = `${datapoints.at(-1)?.visible ?? 'Unknown'} visible a minute ago, at ${target} for each instance`;
      return {
        decision: steer(desired, seen, settings, reason),
        state: { desired, underway, datapoints, stepAllowedMs },
      };
    },
  };
}
