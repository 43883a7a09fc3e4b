import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { HttpCodeElb, HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Settings } from '../settings';
import type { Balancer } from './balancer';
import type { GatewayService } from './gateway-service';
import { OwnMetrics } from './own-metrics';
import type { Queues } from './queues';
import type { RedisCache } from './redis-cache';
import type { ScalerService } from './scaler-service';

const MINUTE = Duration.minutes(1);
const RUNBOOK = 'docs/runbook.md';
/** Fewer failures than this may be one client's bad luck. */
const MIN_REQUESTS = 20;

interface Props {
  settings: Settings;
  queues: Queues;
  balancer: Balancer;
  gateway: GatewayService;
  scaler: ScalerService;
  redis: RedisCache;
  topic: Topic;
}

interface Watch {
  /** Also the heading in the runbook. */
  name: string;
  means: string;
  metric: IMetric;
  above?: number;
  below?: number;
  minutes: number;
  /** So many of these minutes; absent: all. */
  atLeast?: number;
  /** Of the metric: with a service that does not run it ends. */
  missing?: TreatMissingData;
}

/** By what AWS measures anyway, and by what the scaler says of itself. */
export class Alarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: Props,
  ) {
    super(scope, id);
    const { settings, queues, balancer, redis, gateway, scaler } = props;
    const { deadlineS } = settings.fleet;
    const own = new OwnMetrics(settings);
    this.watch({
      name: 'answers-late',
      means: `The oldest request has waited longer than the promised ${deadlineS} s.`,
      metric: age(queues.requests),
      above: deadlineS,
      minutes: 3,
    });
    this.watch({
      name: 'bulk-late',
      means: `Work in bulk has waited longer than ${settings.alarms.bulkAgeS} s; after four days it is lost.`,
      metric: age(queues.bulk),
      above: settings.alarms.bulkAgeS,
      minutes: 15,
    });
    this.watch({
      name: 'dead-letters',
      means: 'Requests were given up after ten deliveries.',
      metric: letters([queues.deadLetters, queues.bulkDeadLetters]),
      above: 0,
      minutes: 1,
    });
    this.watch({
      name: 'webhook-dead-letters',
      means: 'Deliveries of webhooks were lost: nobody could deal with their messages.',
      metric: letters([queues.webhookDeadLetters]),
      above: 0,
      minutes: 1,
    });
    this.watch({
      name: 'failing-requests',
      means: `More than 5 % of at least ${MIN_REQUESTS} requests a minute end in 5xx.`,
      metric: failureRate(balancer),
      above: 5,
      minutes: 5,
    });
    this.watch({
      name: 'unhealthy-gateways',
      means: 'A gateway says that it is not ready.',
      metric: balancer.targets.metrics.unhealthyHostCount({ period: MINUTE, statistic: Stats.MAXIMUM }),
      above: 0,
      minutes: 5,
    });
    this.watch({
      name: 'no-gateway',
      means: 'No gateway is ready: nobody is answered.',
      metric: balancer.targets.metrics.healthyHostCount({ period: MINUTE, statistic: Stats.MAXIMUM }),
      below: 1,
      minutes: 2,
      missing: TreatMissingData.BREACHING,
    });
    this.watch({
      name: 'no-scaler',
      means: 'No scaler runs: machines are neither bought nor ended.',
      metric: running(scaler.service),
      below: 1,
      minutes: 5,
      missing: TreatMissingData.BREACHING,
    });
    this.watch({
      name: 'nobody-leads',
      means: 'Scalers run and none of them decides.',
      metric: decisions(own),
      below: 1,
      minutes: 5,
      missing: TreatMissingData.BREACHING,
    });
    this.watch({
      name: 'launches-failing',
      means: 'Launches fail: machines do not come up, EC2 refuses them, or the spend cap is reached.',
      metric: launchTrouble(own),
      above: 0,
      minutes: 20, // three boots that take as long as they may
      atLeast: 4, // one bad machine, and the next one that comes up, are nobody's business
    });
    this.watch({
      name: 'gateway-busy',
      means: 'Gateways use more than 85 % of their CPU.',
      metric: gateway.service.metricCpuUtilization({ period: MINUTE, statistic: Stats.AVERAGE }),
      above: 85,
      minutes: 15,
    });
    this.watch({
      name: 'redis-full',
      means: 'Redis has less than a fifth of its memory left.',
      metric: fullest(redis, settings.redis.nodes),
      above: 80,
      minutes: 15,
    });
  }

  private watch({ name, means, metric, above, below, minutes, atLeast, missing }: Watch): void {
    const { settings, topic } = this.props;
    const alarm = new Alarm(this, name, {
      alarmName: `${settings.name}-${name}`,
      alarmDescription: `${means} What to do: ${RUNBOOK}#${name}`,
      metric,
      threshold: above ?? below ?? 0,
      comparisonOperator:
        above === undefined
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: minutes,
      datapointsToAlarm: atLeast ?? minutes,
      treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
  }
}

function age(queue: Queue): Metric {
  return queue.metricApproximateAgeOfOldestMessage({ period: MINUTE, statistic: Stats.MAXIMUM });
}

/** Of all scalers, whatever they decided. */
function decisions(own: OwnMetrics): MathExpression {
  const usingMetrics: Record<string, IMetric> = {};
  for (const action of ['hold', 'launch', 'drain', 'freeze'])
    usingMetrics[action] = own.one('scaler', 'facefleet_decisions_total', Stats.SUM, { action });
  return sumOf(usingMetrics, 'decisions');
}

/** A launch failed in this minute, or one was wanted and not made. */
function launchTrouble(own: OwnMetrics): MathExpression {
  return new MathExpression({
    expression: 'MAX([failed, waiting])',
    usingMetrics: {
      failed: own.one('scaler', 'facefleet_launch_failures_total', Stats.SUM),
      waiting: own.one('scaler', 'facefleet_launches_held_up', Stats.MAXIMUM),
    },
    period: MINUTE,
    label: 'launches failed or waiting',
  });
}

/** A letter that a gateway has put on record is gone from its queue within seconds: it counts as it goes, too. */
function letters(queues: Queue[]): MathExpression {
  const usingMetrics: Record<string, IMetric> = {};
  queues.forEach((queue, place) => {
    usingMetrics[`there${place}`] = queue.metricApproximateNumberOfMessagesVisible({
      period: MINUTE,
      statistic: Stats.MAXIMUM,
    });
    usingMetrics[`read${place}`] = queue.metricNumberOfMessagesDeleted({
      period: MINUTE,
      statistic: Stats.SUM,
    });
  });
  return sumOf(usingMetrics, 'dead letters');
}

/**
 * Of those that are there. Not of FILL(…, 0): CloudWatch has a metric a minute or two late, and until then the last
 * datapoint would be the filled one. An alarm that needs the last one would never come.
 */
function sumOf(usingMetrics: Record<string, IMetric>, label: string): MathExpression {
  const expression = `SUM([${Object.keys(usingMetrics).join(', ')}])`;
  return new MathExpression({ expression, usingMetrics, period: MINUTE, label });
}

function failureRate({ loadBalancer, targets }: Balancer): MathExpression {
  const sum = { period: MINUTE, statistic: Stats.SUM };
  return new MathExpression({
    // The balancer counts no failures where there were none. Without requests there is no datapoint at all: see sumOf.
    expression: `IF(all >= ${MIN_REQUESTS}, 100 * FILL(SUM([own, theirs]), 0) / all, 0)`,
    usingMetrics: {
      all: loadBalancer.metrics.requestCount(sum),
      own: loadBalancer.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, sum),
      theirs: targets.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, sum),
    },
    period: MINUTE,
    label: 'requests that end in 5xx [%]',
  });
}

/** Each task reports its CPU once a minute: how often that was reported is how many there are. */
function running(service: FargateService): Metric {
  return service.metricCpuUtilization({ period: MINUTE, statistic: Stats.SAMPLE_COUNT });
}

/** ElastiCache numbers the nodes of a group. */
function fullest({ group }: RedisCache, nodes: number): MathExpression {
  const usingMetrics: Record<string, IMetric> = {};
  for (let node = 1; node <= nodes; node++) {
    usingMetrics[`node${node}`] = new Metric({
      namespace: 'AWS/ElastiCache',
      metricName: 'DatabaseMemoryUsagePercentage',
      dimensionsMap: { CacheClusterId: `${group.ref}-${String(node).padStart(3, '0')}` },
      statistic: Stats.MAXIMUM,
      period: MINUTE,
    });
  }
  return new MathExpression({
    expression: `MAX([${Object.keys(usingMetrics).join(', ')}])`,
    usingMetrics,
    period: MINUTE,
    label: 'memory of the fullest node [%]',
  });
}
