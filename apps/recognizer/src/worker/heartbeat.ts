import { WorkSent } from '@facefleet/aws';
import { EventPublisher } from '@facefleet/cache';
import { Events, HEARTBEAT_INTERVAL_MS, type WorkerHeartbeat } from '@facefleet/contracts';
import { Clock } from '@facefleet/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { WorkerStatus } from './worker-status';

/** Tells the scaler that this worker lives and what it does: at intervals, and at each change of state. */
@Injectable()
export class Heartbeat implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(WorkerStatus) private readonly status: WorkerStatus,
    @Inject(WorkSent) private readonly sent: WorkSent,
    @Inject(EventPublisher) private readonly events: EventPublisher,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.beat();
    this.timer = setInterval(() => this.beat(), HEARTBEAT_INTERVAL_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  enter(state: WorkerStatus['state']): void {
    this.status.state = state;
    this.beat();
  }

  private beat(): void {
    const { workerId, state, slots, busySlots, finished, serviceTimeMs } = this.status;
    const { oldestInHandAtMs, lastReceivedSentAtMs } = this.status;
    const heartbeat: WorkerHeartbeat = {
      workerId,
      state,
      atMs: this.clock.nowMs(),
      slots,
      busySlots,
      finished,
      serviceTimeMs,
      oldestInHandAtMs,
      lastReceivedSentAtMs,
      sent: { sinceMs: this.sent.sinceMs, messages: this.sent.messages },
    };
    this.events.publish(Events.workerHeartbeat, heartbeat);
  }
}
