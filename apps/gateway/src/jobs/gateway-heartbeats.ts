import { WorkSent } from '@facefleet/aws';
import { EventPublisher } from '@facefleet/cache';
import { Events, type GatewayHeartbeat, HEARTBEAT_INTERVAL_MS } from '@facefleet/contracts';
import { Clock, uuidv7 } from '@facefleet/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Waiters } from './waiters';

/** Tells the scaler what this gateway has accepted, and for how long its clients have been waiting. */
@Injectable()
export class GatewayHeartbeats implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly gatewayId = uuidv7();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(WorkSent) private readonly sent: WorkSent,
    @Inject(Waiters) private readonly waiters: Waiters,
    @Inject(EventPublisher) private readonly events: EventPublisher,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.beat();
    this.timer = setInterval(() => this.beat(), HEARTBEAT_INTERVAL_MS);
  }

  /** What was accepted last is told, too. */
  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.beat();
  }

  private beat(): void {
    const { sinceMs, messages } = this.sent;
    const heartbeat: GatewayHeartbeat = {
      gatewayId: this.gatewayId,
      atMs: this.clock.nowMs(),
      sent: { sinceMs, messages },
      oldestAwaitedAtMs: this.waiters.oldestAcceptedAtMs,
    };
    this.events.publish(Events.gatewayHeartbeat, heartbeat);
  }
}
