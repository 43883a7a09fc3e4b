/** An alarm of a template, with its references made up. */
export interface Alarm {
  name: string;
  description: string;
  /** Of which `returned` is watched: a metric, or an expression of them. */
  metrics: Map<string, Metric>;
  returned: string;
  threshold: number;
  breaches: (value: number) => boolean;
  /** M of N, and how long each [s] */
  datapointsToAlarm: number;
  evaluationPeriods: number;
  periodS: number;
  missingBreaches: boolean;
}

export type Metric = { expression: string } | WatchedMetric;

export interface WatchedMetric {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  statistic: Statistic;
}

export type Statistic = 'Sum' | 'Maximum' | 'Average' | 'SampleCount';

interface Template {
  Resources: Record<string, { Type: string; Properties: unknown }>;
}
interface MetricJson {
  Namespace: string;
  MetricName: string;
  Dimensions?: { Name: string; Value: unknown }[];
}
interface AlarmJson extends MetricJson {
  AlarmName: string;
  AlarmDescription: string;
  ComparisonOperator: string;
  Threshold: number;
  DatapointsToAlarm: number;
  EvaluationPeriods: number;
  Period?: number;
  Statistic?: Statistic;
  TreatMissingData: string;
  Metrics?: {
    Id: string;
    Expression?: string;
    ReturnData: boolean;
    MetricStat?: { Metric: MetricJson; Period: number; Stat: Statistic };
  }[];
}

const OPERATORS: Record<string, (value: number, threshold: number) => boolean> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/** @throws where an alarm has something that is not understood here */
export function alarmsOf({ Resources }: Template): Alarm[] {
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => alarmOf(Properties as AlarmJson));
}

function alarmOf(json: AlarmJson): Alarm {
  const { Threshold: threshold, TreatMissingData: missing } = json;
  const compare = OPERATORS[json.ComparisonOperator];
  if (!compare || !['breaching', 'notBreaching'].includes(missing))
    throw new Error(`${json.AlarmName}: unknown ${json.ComparisonOperator} or ${missing}`);
  const watched = metricsOf(json);
  const periods = new Set(watched.flatMap(({ periodS }) => periodS ?? []));
  const [returned, ...others] = watched.filter(({ isReturned }) => isReturned);
  if (periods.size !== 1 || !returned || others.length > 0)
    throw new Error(`${json.AlarmName}: not one metric, of one period`);
  return {
    name: json.AlarmName,
    description: json.AlarmDescription,
    metrics: new Map(watched.map(({ id, metric }) => [id, metric])),
    returned: returned.id,
    threshold,
    breaches: (value) => compare(value, threshold),
    datapointsToAlarm: json.DatapointsToAlarm,
    evaluationPeriods: json.EvaluationPeriods,
    periodS: [...periods][0]!,
    missingBreaches: missing === 'breaching',
  };
}

interface Watched {
  id: string;
  metric: Metric;
  isReturned: boolean;
  periodS?: number;
}

function metricsOf(json: AlarmJson): Watched[] {
  if (json.Metrics === undefined) {
    const metric = watchedMetric(json, json.Statistic!);
    return [{ id: 'metric', metric, isReturned: true, periodS: json.Period }];
  }
  return json.Metrics.map(({ Id: id, Expression, ReturnData: isReturned, MetricStat }) => {
    if (!MetricStat) return { id, metric: { expression: Expression! }, isReturned };
    const { Metric, Period: periodS, Stat } = MetricStat;
    return { id, metric: watchedMetric(Metric, Stat), isReturned, periodS };
  });
}

function watchedMetric(json: MetricJson, statistic: Statistic): WatchedMetric {
  const { Namespace: namespace, MetricName: name, Dimensions = [] } = json;
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, text(Value)]));
  return { namespace, name, dimensions, statistic };
}

/** The balancer, and its listener, by which the stack names it as well. */
export const BALANCER = 'app/facefleet/50dc6c495c0c9188';
const LISTENER = `arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/${BALANCER}/f2f7dc8efc522ab2`;

/** References as CloudFormation would resolve them, to `<logical id, without its hash>` or `<… attribute>`. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument] = ['', undefined]] = Object.entries(value as object) as [string, unknown][];
  switch (name) {
    case 'Ref':
      return String(argument).startsWith('BalancerHttps') ? LISTENER : `<${withoutHash(String(argument))}>`;
    case 'Fn::GetAtt': {
      const [id, attribute] = argument as [string, string];
      return attribute === 'LoadBalancerFullName' ? BALANCER : `<${withoutHash(id)} ${attribute}>`;
    }
    case 'Fn::Join': {
      const [by, parts] = argument as [string, unknown[]];
      return parts.map(text).join(by);
    }
    case 'Fn::Select': {
      const [index, list] = argument as [number, { 'Fn::Split': [string, unknown] }];
      const [by, whole] = list['Fn::Split'];
      return text(whole).split(by)[index]!;
    }
    default:
      throw new Error(`Cannot tell what ${JSON.stringify(value)} is`);
  }
}

function withoutHash(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '');
}
