import { Events, FleetStatus, GatewayHeartbeat, WorkerHeartbeat } from '@facefleet/contracts';
import { Controller, Inject, Logger } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { AcceptedTally } from './accepted-tally';
import { EventChannel } from './event-channel';
import { HeartbeatBook } from './heartbeat-book';
import { OldestAges } from './oldest-ages';

/** What reaches the scaler over the event transport. */
@Controller()
export class EventsController {
  private readonly logger = new Logger(EventsController.name);

  constructor(
    @Inject(HeartbeatBook) private readonly book: HeartbeatBook,
    @Inject(EventChannel) private readonly channel: EventChannel,
    @Inject(AcceptedTally) private readonly tally: AcceptedTally,
    @Inject(OldestAges) private readonly ages: OldestAges,
  ) {}

  @EventPattern(Events.workerHeartbeat)
  onHeartbeat(@Payload() payload: unknown): void {
    this.channel.heard();
    const heartbeat = WorkerHeartbeat.safeParse(payload);
    if (!heartbeat.success) {
      this.logger.warn({ problem: heartbeat.error.message }, 'heartbeat not understood');
      return;
    }
    this.book.record(heartbeat.data);
    const { workerId, atMs, sent, oldestInHandAtMs } = heartbeat.data;
    this.ages.note(workerId, atMs, oldestInHandAtMs);
    if (sent) this.tally.note(workerId, atMs, sent, this.channel.flowingForMs);
  }

  @EventPattern(Events.gatewayHeartbeat)
  onGatewayHeartbeat(@Payload() payload: unknown): void {
    this.channel.heard();
    const heartbeat = GatewayHeartbeat.safeParse(payload);
    if (!heartbeat.success) {
      this.logger.warn({ problem: heartbeat.error.message }, 'heartbeat not understood');
      return;
    }
    const { gatewayId, atMs, sent, oldestAwaitedAtMs } = heartbeat.data;
    this.ages.note(gatewayId, atMs, oldestAwaitedAtMs);
    this.tally.note(gatewayId, atMs, sent, this.channel.flowingForMs);
  }

  /** Our own status, come back to us: the channel works. */
  @EventPattern(Events.fleetStatus)
  onFleetStatus(@Payload() payload: unknown): void {
    if (FleetStatus.safeParse(payload).success) this.channel.heard();
  }
}
