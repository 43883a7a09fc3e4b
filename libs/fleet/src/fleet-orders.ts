import { ResultStore } from '@facefleet/aws';
import type { FleetPolicyChange } from '@facefleet/contracts';
import { Clock, messageOf, uuidv7, uuidv7TimeMs } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { changedBy, FleetOrder, type PolicyOrder, standingOrders } from './order';

const ORDERS = 'fleet/orders/';
const KEPT = 500;
const READS_AT_ONCE = 16;

/**
 * The orders that operators gave, in the order of their ids: one object each, never changed, so that any number of
 * gateways write side by side. Every failure but absence throws `service-unavailable`.
 */
@Injectable()
export class FleetOrders {
  private readonly logger = new Logger(FleetOrders.name);
  /** What was read before; undefined: it cannot be understood. */
  private known = new Map<string, FleetOrder | undefined>();

  constructor(
    @Inject(ResultStore) private readonly store: ResultStore,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** All that are kept, the oldest first. */
  async all(): Promise<FleetOrder[]> {
    const keys = await this.store.list(ORDERS);
    const missing = keys.filter((key) => !this.known.has(key));
    for (let from = 0; from < missing.length; from += READS_AT_ONCE)
      await Promise.all(missing.slice(from, from + READS_AT_ONCE).map((key) => this.read(key)));
    this.known = new Map(keys.filter((key) => this.known.has(key)).map((key) => [key, this.known.get(key)]));
    return [...this.known.values()].filter((order) => order !== undefined);
  }

  /** @param accept throws where what comes of it cannot be */
  async changePolicy(
    by: string,
    change: FleetPolicyChange,
    accept: (order: PolicyOrder) => void,
  ): Promise<PolicyOrder> {
    const orders = await this.all();
    const { overrides: before } = standingOrders(orders);
    const order: PolicyOrder = {
      ...this.signed(by, orders),
      kind: 'policy',
      change,
      before,
      after: changedBy(before, change),
    };
    accept(order);
    return this.give(order);
  }

  async pause(by: string, reason: string | null, until: string | null): Promise<FleetOrder> {
    return this.give({ ...this.signed(by, await this.all()), kind: 'pause', reason, until });
  }

  async resume(by: string, reason: string | null): Promise<FleetOrder> {
    return this.give({ ...this.signed(by, await this.all()), kind: 'resume', reason });
  }

  /** Removes what nobody asks for any more. The newest of each sort stays: it says what is in force. */
  async tidy(): Promise<void> {
    const orders = await this.all();
    const lastPolicy = orders.findLast(({ kind }) => kind === 'policy');
    const lastPause = orders.findLast(({ kind }) => kind !== 'policy');
    const old = orders.slice(0, -KEPT).filter((order) => order !== lastPolicy && order !== lastPause);
    if (old.length > 0) await this.store.delete(old.map(({ id }) => ORDERS + id));
  }

  /** Its id is higher than all before it, whatever the clocks say: of two orders the one with the higher id counts. */
  private signed(by: string, orders: readonly FleetOrder[]) {
    const nowMs = this.clock.nowMs();
    const last = orders.at(-1);
    const msecs = Math.max(nowMs, last === undefined ? 0 : uuidv7TimeMs(last.id) + 1);
    return { v: 1 as const, id: uuidv7({ msecs }), at: new Date(nowMs).toISOString(), by };
  }

  private async give<T extends FleetOrder>(order: T): Promise<T> {
    await this.store.put(ORDERS + order.id, JSON.stringify(order), 'application/json');
    return order;
  }

  private async read(key: string): Promise<void> {
    const json = await this.store.get(key);
    if (json === undefined) return; // tidied away a moment ago
    try {
      this.known.set(key, FleetOrder.parse(JSON.parse(json.toString('utf8'))));
    } catch (error) {
      this.logger.warn({ key, error: messageOf(error) }, 'an order of a newer release: it is not followed');
      this.known.set(key, undefined);
    }
  }
}
