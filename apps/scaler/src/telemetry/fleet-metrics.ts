import type { FleetStatus } from '@facefleet/contracts';
import { Metrics } from '@facefleet/telemetry';
import { Inject, Injectable } from '@nestjs/common';

const STATES = ['launching', 'starting', 'ready', 'draining', 'drained', 'silent'] as const;

/** What the scaler that leads counts; one that stands by says nothing of the fleet. */
@Injectable()
export class FleetMetrics {
  private readonly workers;
  private readonly desired;
  private readonly backlog;
  private readonly machineSeconds;
  private readonly ticks;
  private readonly failures;
  private readonly launched;
  private readonly launchFailures;
  private readonly obstacle;
  /** As the fleet said last. */
  private failedLaunches = 0;

  constructor(@Inject(Metrics) metrics: Metrics) {
    this.workers = metrics.gauge({
      name: 'facefleet_workers',
      help: 'Machines or processes of the fleet by what they do',
      labels: ['state'],
      cloudWatch: ['state'],
    });
    this.desired = metrics.gauge({
      name: 'facefleet_workers_desired',
      help: 'Workers that the last decision wants',
      cloudWatch: [],
    });
    this.backlog = metrics.gauge({
      name: 'facefleet_backlog',
      help: 'Messages that wait or are in hand; absent while the queue cannot be seen',
      labels: ['state'],
      cloudWatch: ['state'],
    });
    this.machineSeconds = metrics.gauge({
      name: 'facefleet_machine_seconds_today',
      help: 'How long machines have run since midnight UTC, all added up: what is paid for',
      cloudWatch: [],
    });
    this.ticks = metrics.counter({
      name: 'facefleet_decisions_total',
      help: 'Decisions by what was to be done; none for a while: nobody leads',
      labels: ['action'],
      cloudWatch: ['action'],
    });
    // From the first on, so that a sum of them is one.
    for (const action of ['launch', 'drain', 'hold', 'freeze'] as const) this.ticks.inc({ action }, 0);
    this.failures = metrics.counter({
      name: 'facefleet_scaler_failures_total',
      help: 'Steps of the scaler that failed: seeing, launching, draining, ending',
      labels: ['step'],
      cloudWatch: [],
    });
    this.launched = metrics.counter({
      name: 'facefleet_launches_total',
      help: 'Workers that were launched',
      cloudWatch: [],
    });
    this.launchFailures = metrics.counter({
      name: 'facefleet_launch_failures_total',
      help: 'Launches that came to nothing: refused, or ended or given up before their worker was ready',
      cloudWatch: [],
    });
    this.obstacle = metrics.gauge({
      name: 'facefleet_launches_held_up',
      help: '1 while launches wait: the last ones failed, or something else stands in the way',
      cloudWatch: [],
    });
  }

  decided(
    { workers, decision, queue, machineSToday }: FleetStatus,
    { obstacle, failed }: { obstacle: string | undefined; failed: number },
  ): void {
    this.launchFailures.inc(failed - this.failedLaunches);
    this.failedLaunches = failed;
    this.obstacle.set(obstacle === undefined ? 0 : 1);
    for (const state of STATES) this.workers.set({ state }, 0);
    for (const { state } of workers) this.workers.inc({ state });
    this.desired.set(decision.desired);
    this.ticks.inc({ action: decision.action });
    if (queue) {
      this.backlog.set({ state: 'waiting' }, queue.visible + queue.delayed);
      this.backlog.set({ state: 'in-hand' }, queue.inFlight);
    } else {
      this.backlog.reset();
    }
    if (machineSToday !== undefined) this.machineSeconds.set(machineSToday);
  }

  /** Another scaler leads, and tells all this. */
  standsBy(failed: number): void {
    this.failedLaunches = failed;
    for (const gauge of [this.workers, this.desired, this.backlog, this.machineSeconds, this.obstacle])
      gauge.reset();
  }

  failed(step: string): void {
    this.failures.inc({ step });
  }

  launchedWorkers(count: number): void {
    this.launched.inc(count);
  }
}
