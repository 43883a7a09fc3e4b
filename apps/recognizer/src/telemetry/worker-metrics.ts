import type { JobKind, JobResult } from '@facefleet/contracts';
import { Metrics, SECONDS, tracedStages } from '@facefleet/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { WorkerStatus } from '../worker/worker-status';

const FACES = [0, 1, 2, 3, 5, 10, 20, 50, 100];

/** What a recognizer counts. */
@Injectable()
export class WorkerMetrics {
  private readonly jobs;
  private readonly failures;
  private readonly waitSeconds;
  private readonly stageSeconds;
  private readonly faces;
  private readonly returned;

  constructor(@Inject(Metrics) metrics: Metrics, @Inject(WorkerStatus) status: WorkerStatus) {
    this.jobs = metrics.counter({
      name: 'facefleet_jobs_total',
      help: 'Requests that were brought to an end',
      labels: ['kind', 'status'],
      cloudWatch: ['kind', 'status'],
    });
    this.failures = metrics.counter({
      name: 'facefleet_job_failures_total',
      help: 'Requests whose end was a failure, by its code',
      labels: ['code'],
      cloudWatch: ['code'],
    });
    this.waitSeconds = metrics.histogram({
      name: 'facefleet_queue_wait_seconds',
      help: 'From acceptance by the gateway to the start of work',
      labels: ['kind'],
      cloudWatch: [],
      buckets: SECONDS,
    });
    this.stageSeconds = metrics.histogram({
      name: 'facefleet_stage_seconds',
      help: 'Of one request: fetch, decode, detect, embed',
      labels: ['stage'],
      cloudWatch: ['stage'],
      buckets: SECONDS,
    });
    this.faces = metrics.histogram({
      name: 'facefleet_faces',
      help: 'Faces of an image that were embedded together',
      buckets: FACES,
    });
    this.returned = metrics.counter({
      name: 'facefleet_returned_messages_total',
      help: 'Messages that could not be processed and went back to the queue',
      cloudWatch: [],
    });
    metrics.gauge(
      {
        name: 'facefleet_busy_slots',
        help: 'Messages in hand, as many as there are slots at most',
        cloudWatch: [],
      },
      (gauge) => gauge.set(status.busySlots),
    );
    metrics.gauge({ name: 'facefleet_slots', help: 'Images that can be analysed at once' }, (gauge) =>
      gauge.set(status.slots),
    );
  }

  /** @param workedUntilMs when the last stage ended, of a result that came of our own work [Unix time, ms] */
  ended(kind: JobKind, result: JobResult, workedUntilMs: number): void {
    this.jobs.inc({ kind, status: result.status });
    if (result.status === 'failed') this.failures.inc({ code: result.error.code });
    if (!('timings' in result)) return;
    const { queueMs, ...stages } = result.timings;
    this.waitSeconds.observe({ kind }, queueMs / 1_000);
    for (const [stage, ms] of Object.entries(stagesOf(stages)))
      this.stageSeconds.observe({ stage }, ms / 1_000);
    if ('embedMs' in stages && 'faces' in result) this.faces.observe(result.faces.length);
    tracedStages(stagesOf(stages), workedUntilMs);
  }

  messageReturned(): void {
    this.returned.inc();
  }
}

/** `fetchMs` -> `fetch` */
function stagesOf(timings: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(timings).map(([name, ms]) => [name.replace(/Ms$/, ''), ms]));
}
