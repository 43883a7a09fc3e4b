import { Controller, Get, Inject } from '@nestjs/common';
import {
  HealthCheck,
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
} from '@nestjs/terminus';
import { QueueHealth } from '../queue/queue-health';
import { WorkerStatus } from '../worker/worker-status';

/** Longer than the longest receive and the longest pause after errors together. */
const MAX_QUEUE_SILENCE_MS = 60_000;

@Controller('health')
export class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicator: HealthIndicatorService,
    @Inject(QueueHealth) private readonly queue: QueueHealth,
    @Inject(WorkerStatus) private readonly status: WorkerStatus,
  ) {}

  /** The process answers: its event loop turns. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** It takes work: models are loaded and the queue answers. Reads memory only. */
  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.worker(), () => this.requestQueue()]);
  }

  private worker() {
    const { state, slots, busySlots } = this.status;
    const session = this.indicator.check('worker');
    const details = { state, slots, busySlots };
    return state === 'ready' ? session.up(details) : session.down(details);
  }

  private requestQueue() {
    const { silentMs } = this.queue;
    const session = this.indicator.check('request-queue');
    // A receiver that is busy does not poll: silence of the queue only counts while nothing is in hand.
    const silent = silentMs > MAX_QUEUE_SILENCE_MS && this.status.isIdle;
    return silent ? session.down({ silentMs, maxSilenceMs: MAX_QUEUE_SILENCE_MS }) : session.up({ silentMs });
  }
}
