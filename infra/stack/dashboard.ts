import { Duration } from 'aws-cdk-lib';
import {
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Settings } from '../settings';
import type { Balancer } from './balancer';
import { OwnMetrics } from './own-metrics';
import type { Queues } from './queues';

const MINUTE = Duration.minutes(1);
const [FULL, HALF, THIRD] = [24, 12, 8];

interface Props {
  settings: Settings;
  queues: Queues;
  balancer: Balancer;
}

/** What somebody looks at who was woken: what waits, who works, how long it takes, what fails. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { settings, queues, balancer }: Props) {
    super(scope, id);
    const { deadlineS } = settings.fleet;
    const own = new OwnMetrics(settings);
    const dashboard = new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: settings.name,
      defaultInterval: Duration.hours(3),
    });
    const maximum = { period: MINUTE, statistic: Stats.MAXIMUM };
    const sum = { period: MINUTE, statistic: Stats.SUM };
    dashboard.addWidgets(
      graph('Waiting and in hand', HALF, [own.each('scaler', 'facefleet_backlog', 'state', 'Maximum')]),
      graph('Workers', HALF, [
        own.each('scaler', 'facefleet_workers', 'state', 'Maximum'),
        own.one('scaler', 'facefleet_workers_desired', Stats.MAXIMUM).with({ label: 'desired' }),
      ]),
      graph(`Age of the oldest request [s]; promised: ${deadlineS}`, THIRD, [
        queues.requests.metricApproximateAgeOfOldestMessage(maximum),
        queues.bulk.metricApproximateAgeOfOldestMessage(maximum),
      ]),
      graph('Wait in the queue and for an answer [s]', THIRD, [
        own
          .one('recognizer', 'facefleet_queue_wait_seconds_p99', Stats.MAXIMUM)
          .with({ label: 'queue, 99 %' }),
        own.one('gateway', 'facefleet_answer_seconds_p50', Stats.AVERAGE).with({ label: 'answer, median' }),
        own.one('gateway', 'facefleet_answer_seconds_p99', Stats.MAXIMUM).with({ label: 'answer, 99 %' }),
      ]),
      graph('Stages, median [s]', THIRD, [
        own.each('recognizer', 'facefleet_stage_seconds_p50', 'stage', 'Average'),
        own.each('gateway', 'facefleet_accept_seconds_p50', 'stage', 'Average'),
      ]),
      graph('Requests by class', THIRD, [
        own.each('gateway', 'facefleet_requests_total', 'class', 'Sum'),
        balancer.loadBalancer.metrics.requestCount(sum),
      ]),
      graph('Problems by code', THIRD, [
        own.each('gateway', 'facefleet_problems_total', 'code', 'Sum'),
        own.each('recognizer', 'facefleet_job_failures_total', 'code', 'Sum'),
      ]),
      graph('Dead letters', THIRD, [
        queues.deadLetters.metricApproximateNumberOfMessagesVisible(maximum),
        queues.bulkDeadLetters.metricApproximateNumberOfMessagesVisible(maximum),
      ]),
      graph('Answers from the cache', THIRD, [
        own.each('gateway', 'facefleet_cache_answers_total', 'outcome', 'Sum'),
      ]),
      graph('Decisions, launches, failures of the scaler', THIRD, [
        own.each('scaler', 'facefleet_decisions_total', 'action', 'Sum'),
        own.one('scaler', 'facefleet_launches_total', Stats.SUM).with({ label: 'launched' }),
        own.one('scaler', 'facefleet_launch_failures_total', Stats.SUM).with({ label: 'failed launches' }),
        own.one('scaler', 'facefleet_launches_held_up', Stats.MAXIMUM).with({ label: 'held up' }),
        own.one('scaler', 'facefleet_scaler_failures_total', Stats.SUM).with({ label: 'failed steps' }),
      ]),
      graph('Machine time today [s]', THIRD, [
        own.one('scaler', 'facefleet_machine_seconds_today', Stats.MAXIMUM),
      ]),
      graph('Work done, and what went back to the queue', FULL, [
        own.one('recognizer', 'facefleet_busy_slots', Stats.SUM).with({ label: 'busy slots' }),
        own.one('recognizer', 'facefleet_returned_messages_total', Stats.SUM).with({ label: 'went back' }),
        own
          .one('recognizer', 'facefleet_jobs_total', Stats.SUM, {
            kind: 'recognition',
            status: 'succeeded',
          })
          .with({ label: 'recognised' }),
        own
          .one('recognizer', 'facefleet_jobs_total', Stats.SUM, { kind: 'recognition', status: 'failed' })
          .with({
            label: 'failed',
          }),
      ]),
    );
  }
}

function graph(title: string, width: number, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, width, height: 6, left, leftYAxis: { min: 0 } });
}
