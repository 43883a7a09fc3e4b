import { type FleetOrders, inForce, pauseAt, type StandingOrders, standingOrders } from '@facefleet/fleet';
import type { FleetPause } from '@facefleet/contracts';
import { messageOf } from '@facefleet/platform';
import type { ScalingPolicy } from '@facefleet/scaling';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

/** Events tell of new orders at once, but may be lost. */
const LOOK_EVERY_MS = 30_000;
const LOOK_AGAIN_MS = 1_000;

/**
 * The standing orders of the operators, as this scaler knows them. While the store does not answer, those that it has
 * read last count.
 */
export class OrderBook implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(OrderBook.name);
  private standing: StandingOrders | undefined;
  private timer: NodeJS.Timeout | undefined;
  private look: Promise<void> | undefined;
  private lookAgain = false;
  private stopped = false;

  constructor(
    private readonly orders: Pick<FleetOrders, 'all'>,
    private readonly configured: ScalingPolicy,
  ) {}

  onApplicationBootstrap(): void {
    this.refresh();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Looks for orders now; who asks while a look is under way is served by a further one. */
  refresh(): void {
    if (this.look) {
      this.lookAgain = true;
      return;
    }
    this.look = this.read().finally(() => {
      this.look = undefined;
      if (this.stopped) return;
      clearTimeout(this.timer);
      if (this.lookAgain) this.refresh();
      else this.timer = setTimeout(() => this.refresh(), this.isKnown ? LOOK_EVERY_MS : LOOK_AGAIN_MS);
      this.timer?.unref();
    });
    this.lookAgain = false;
  }

  /** Nobody can say whether a scaler that has read no orders yet is paused. */
  get isKnown(): boolean {
    return this.standing !== undefined;
  }

  policy(): ScalingPolicy {
    return inForce(this.configured, this.standing?.overrides ?? {});
  }

  /** @returns undefined while it is not paused */
  pause(nowMs: number): FleetPause | undefined {
    return pauseAt(this.standing?.pause, nowMs);
  }

  private async read(): Promise<void> {
    try {
      const before = this.standing;
      this.standing = standingOrders(await this.orders.all());
      if (JSON.stringify(before) !== JSON.stringify(this.standing))
        this.logger.log({ ...this.standing, policy: this.policy() }, 'standing orders');
    } catch (error) {
      this.logger.warn({ error: messageOf(error) }, 'orders not read: those that are known count');
    }
  }
}
