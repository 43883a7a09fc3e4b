import type { Alarm, Metric, Statistic } from './alarm';
import type { Measurement } from './measurement';
import { evaluated, type Point } from './metric-math';

export type State = 'OK' | 'ALARM';

/** CloudWatch looks at more periods than it needs; its documentation says so, and how many by an example: 5 where 3 are needed. */
const LOOKED_BEYOND = 2;

/**
 * What an alarm says, by how CloudWatch documents it: the most recent datapoints that are there count, as many as it
 * has evaluation periods; only what they lack is filled by how missing data is treated; M of them make an alarm.
 *
 * @param points oldest first; the last one is of the period that ended last
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function stateOf(alarm: Alarm, points: readonly Point[]): State {
  const { evaluationPeriods, datapointsToAlarm, missingBreaches } = alarm;
  const range = points.slice(-(evaluationPeriods + LOOKED_BEYOND));
  const there = range.filter((point) => point !== undefined).slice(-evaluationPeriods);
  const filled = missingBreaches ? evaluationPeriods - there.length : 0;
  return there.filter(alarm.breaches).length + filled >= datapointsToAlarm ? 'ALARM' : 'OK';
}

interface Course {
  fromMs: number;
  toMs: number;
  /** How long a period of the alarm lasts here, where a rehearsal is faster than the account [ms] */
  periodMs?: number;
  /** So many periods pass before CloudWatch has what was measured. */
  late?: number;
}

/** The state of an alarm after each period. */
export function courseOf(alarm: Alarm, measurements: readonly Measurement[], course: Course): State[] {
  const { fromMs, toMs, periodMs = alarm.periodS * 1000, late = 0 } = course;
  const count = Math.floor((toMs - fromMs) / periodMs);
  const periodOf = ({ atMs }: Measurement) => Math.floor((atMs - fromMs) / periodMs);
  const valuesOf = new Map<string, number[]>();
  for (const [id, metric] of alarm.metrics) {
    for (const one of measurements.filter((measurement) => isOf(metric, measurement))) {
      const key = `${id} ${periodOf(one)}`;
      valuesOf.set(key, [...(valuesOf.get(key) ?? []), one.value]);
    }
  }
  const pointAt = (period: number, now: number): Point => {
    const lookup = (id: string): Point => {
      const metric = alarm.metrics.get(id);
      if (!metric) throw new Error(`${alarm.name} has no ${id}`);
      if ('expression' in metric) return evaluated(metric.expression, lookup);
      if (period > now - late) return undefined;
      return reduced(metric.statistic, valuesOf.get(`${id} ${period}`) ?? []);
    };
    return lookup(alarm.returned);
  };
  const seenFrom = alarm.evaluationPeriods + LOOKED_BEYOND - 1;
  return Array.from({ length: count }, (_, now) => {
    const first = Math.max(0, now - seenFrom);
    return stateOf(
      alarm,
      Array.from({ length: now - first + 1 }, (_, place) => pointAt(first + place, now)),
    );
  });
}

/** States in order, each told once. */
export function changesIn(states: readonly State[]): State[] {
  return states.filter((state, place) => state !== states[place - 1]);
}

/** All dimensions must be the same: CloudWatch adds nothing up over those that are not named. */
function isOf(metric: Metric, { namespace, name, dimensions }: Measurement): boolean {
  if ('expression' in metric || metric.namespace !== namespace || metric.name !== name) return false;
  const [wanted, given] = [Object.entries(metric.dimensions), Object.keys(dimensions)];
  return wanted.length === given.length && wanted.every(([key, value]) => dimensions[key] === value);
}

function reduced(statistic: Statistic, values: readonly number[]): Point {
  if (values.length === 0) return undefined;
  const sum = values.reduce((total, value) => total + value, 0);
  switch (statistic) {
    case 'Sum':
      return sum;
    case 'Maximum':
      return Math.max(...values);
    case 'Average':
      return sum / values.length;
    case 'SampleCount':
      return values.length;
  }
}
