import { RedisConnection } from '@facefleet/cache';
import { Controller, Get, Inject } from '@nestjs/common';
import {
  HealthCheck,
  type HealthCheckResult,
  HealthCheckService,
  HealthIndicatorService,
} from '@nestjs/terminus';
import { SCALER_CONFIG, type ScalerConfig } from '../config';
import { Fleet } from '../fleet/fleet';
import { Observer } from '../observe/observer';
import { Reconciler } from '../reconcile/reconciler';

/** Longer than a look at the queue may take, twice. */
const SHORTEST_MAX_UNSEEN_MS = 15_000;
const TOLERATED_TICKS = 5;

@Controller('health')
export class HealthController {
  private readonly maxUnseenMs: number;

  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicator: HealthIndicatorService,
    @Inject(Observer) private readonly observer: Observer,
    @Inject(Reconciler) private readonly reconciler: Reconciler,
    @Inject(RedisConnection) private readonly redis: RedisConnection,
    @Inject(Fleet) private readonly fleet: Fleet,
    @Inject(SCALER_CONFIG) private readonly config: ScalerConfig,
  ) {
    this.maxUnseenMs = Math.max(SHORTEST_MAX_UNSEEN_MS, TOLERATED_TICKS * config.FACEFLEET_TICK_MS);
  }

  /** The process answers: its event loop turns. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** It does its work: the loop turns and sees the queue. Reads memory only. */
  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.requestQueue(), () => this.eventTransport(), () => this.role()]);
  }

  private requestQueue() {
    const session = this.indicator.check('request-queue');
    const details = {
      unseenMs: this.observer.queueUnseenMs,
      maxUnseenMs: this.maxUnseenMs,
      failedTicks: this.reconciler.failures,
    };
    return details.unseenMs > this.maxUnseenMs ? session.down(details) : session.up(details);
  }

  /** One that stands by is as ready as one that leads: it takes over within seconds. */
  private role() {
    const { FACEFLEET_SCALER_MODE: mode } = this.config;
    const role = this.fleet.standsBy() ? 'standby' : 'leader';
    return this.indicator.check('scaler').up({ role, mode });
  }

  /** Without Redis workers are not heard; the scaler goes on from the queue's counts. */
  private eventTransport() {
    return this.indicator.check('redis').up({ degraded: !this.redis.isReady });
  }
}
