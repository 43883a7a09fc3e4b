import { EventPublisher } from '@facefleet/cache';
import { Events, FleetPolicy, type FleetPolicyChange, type FleetPolicyOverrides } from '@facefleet/contracts';
import { FleetOrders, pauseAt, standingOrders } from '@facefleet/fleet';
import { Clock, ExpectedError } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { FleetBook } from './fleet-book';
import type { PauseView, PolicyView } from './fleet-policy.dto';

const CHANGES_SHOWN = 50;

/** Orders of operators to the scaler. Each is kept with who gave it, and when. */
@Injectable()
export class FleetPolicyService {
  private readonly logger = new Logger(FleetPolicyService.name);

  constructor(
    @Inject(FleetOrders) private readonly orders: FleetOrders,
    @Inject(FleetBook) private readonly book: FleetBook,
    @Inject(EventPublisher) private readonly events: EventPublisher,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async policy(): Promise<PolicyView> {
    const all = await this.orders.all();
    const status = this.book.latest()?.status;
    const changes = all.filter((order) => order.kind === 'policy').reverse();
    return {
      policy: status?.policy ?? null,
      configured: status?.configured ?? null,
      overrides: standingOrders(all).overrides,
      changes: changes
        .slice(0, CHANGES_SHOWN)
        .map(({ id, at, by, change, before, after }) => ({ id, at, by, change, before, after })),
    };
  }

  /** @throws ExpectedError `fleet-policy-refused` */
  async change(keyId: string, change: FleetPolicyChange): Promise<PolicyView> {
    const order = await this.orders.changePolicy(keyId, change, ({ after }) =>
      requirePossible(after, this.book.latest()?.status.configured),
    );
    const { id, before, after } = order;
    this.logger.log({ orderId: id, keyId, change, before, after }, 'fleet policy changed');
    this.tell(id);
    return this.policy();
  }

  /** @throws ExpectedError `request-invalid`: it would be over before it begins */
  async pause(keyId: string, reason?: string, until?: string): Promise<PauseView> {
    if (until !== undefined && Date.parse(until) <= this.clock.nowMs()) {
      throw new ExpectedError('request-invalid', 'until: must be in the future.');
    }
    const end = until === undefined ? null : new Date(until).toISOString();
    const { id } = await this.orders.pause(keyId, reason ?? null, end);
    this.logger.log({ orderId: id, keyId, reason, until }, 'fleet paused');
    this.tell(id);
    return this.paused();
  }

  async resume(keyId: string, reason?: string): Promise<PauseView> {
    const { id } = await this.orders.resume(keyId, reason ?? null);
    this.logger.log({ orderId: id, keyId, reason }, 'fleet resumed');
    this.tell(id);
    return this.paused();
  }

  private async paused(): Promise<PauseView> {
    const { pause } = standingOrders(await this.orders.all());
    return { paused: pauseAt(pause, this.clock.nowMs()) ?? null };
  }

  private tell(id: string): void {
    this.events.publish(Events.fleetOrdered, { id });
  }
}

/**
 * @param configured undefined where the scaler was not heard yet: then it keeps to its maximum all the same
 * @throws ExpectedError `fleet-policy-refused`
 */
export function requirePossible(overrides: FleetPolicyOverrides, configured?: FleetPolicy): void {
  const { minWorkers, maxWorkers } = { ...configured, ...overrides };
  const ceiling = configured?.maxWorkers;
  if (ceiling !== undefined && maxWorkers !== undefined && maxWorkers > ceiling) {
    throw refused(`maxWorkers is at most ${ceiling}, which the scaler was configured with.`);
  }
  if (minWorkers !== undefined && maxWorkers !== undefined && minWorkers > maxWorkers) {
    throw refused(
      `minWorkers would be ${minWorkers} and maxWorkers ${maxWorkers}: the minimum is at most the maximum.`,
    );
  }
}

function refused(sentence: string): ExpectedError {
  return new ExpectedError('fleet-policy-refused', sentence);
}
