import { Events, FleetStatus, WorkerHeartbeat } from '@facefleet/contracts';
import { Controller, Inject, Logger } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { EventChannel } from './event-channel';
import { HeartbeatBook } from './heartbeat-book';

/** What reaches the scaler over the event transport. */
@Controller()
export class EventsController {
  private readonly logger = new Logger(EventsController.name);

  constructor(
    @Inject(HeartbeatBook) private readonly book: HeartbeatBook,
    @Inject(EventChannel) private readonly channel: EventChannel,
  ) {}

  @EventPattern(Events.workerHeartbeat)
  onHeartbeat(@Payload() payload: unknown): void {
    this.channel.heard();
    const heartbeat = WorkerHeartbeat.safeParse(payload);
    if (heartbeat.success) this.book.record(heartbeat.data);
    else this.logger.warn({ problem: heartbeat.error.message }, 'heartbeat not understood');
  }

  /** Our own status, come back to us: the channel works. */
  @EventPattern(Events.fleetStatus)
  onFleetStatus(@Payload() payload: unknown): void {
    if (FleetStatus.safeParse(payload).success) this.channel.heard();
  }
}
