import type { DecisionStore, FleetOrders } from '@facefleet/fleet';
import { type Clock, messageOf } from '@facefleet/platform';
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

const HOUR_MS = 3_600_000;
const KEPT_MS = 30 * 24 * HOUR_MS;

/** Removes records of decisions that are older than 30 days, and orders that say nothing any more. */
export class RecordKeeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(RecordKeeper.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly decisions: Pick<DecisionStore, 'removeBefore'>,
    private readonly orders: Pick<FleetOrders, 'tidy'>,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    void this.tidy();
    this.timer = setInterval(() => void this.tidy(), HOUR_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async tidy(): Promise<void> {
    try {
      await this.decisions.removeBefore(this.clock.nowMs() - KEPT_MS);
      await this.orders.tidy();
    } catch (error) {
      this.logger.warn({ error: messageOf(error) }, 'old records not removed'); // the next time, then
    }
  }
}
