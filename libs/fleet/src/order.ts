import { FleetPause, type FleetPolicy, FleetPolicyChange, FleetPolicyOverrides } from '@facefleet/contracts';
import { z } from 'zod';

const common = {
  v: z.literal(1),
  id: z.uuidv7(),
  at: z.iso.datetime(),
  /** The id of the API key that gave it. */
  by: z.string(),
};

/** What an operator orders the scaler to do. Never changed once it is given. */
export const FleetOrder = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    kind: z.literal('policy'),
    change: FleetPolicyChange,
    /** What was changed from the configuration until then, and is from then on, as far as whoever gave it knew. */
    before: FleetPolicyOverrides,
    after: FleetPolicyOverrides,
  }),
  z.object({
    ...common,
    kind: z.literal('pause'),
    reason: FleetPause.shape.reason,
    until: FleetPause.shape.until,
  }),
  z.object({ ...common, kind: z.literal('resume'), reason: FleetPause.shape.reason }),
]);
export type FleetOrder = z.infer<typeof FleetOrder>;
export type PolicyOrder = Extract<FleetOrder, { kind: 'policy' }>;

/** What all orders together amount to. */
export interface StandingOrders {
  overrides: FleetPolicyOverrides;
  pause: FleetPause | undefined;
}

export const NO_ORDERS: StandingOrders = { overrides: {}, pause: undefined };

/** @param orders by their ids. Older ones may have been tidied away: the first one says what they came to. */
export function standingOrders(orders: readonly FleetOrder[]): StandingOrders {
  let overrides: FleetPolicyOverrides | undefined;
  let pause: FleetPause | undefined;
  for (const order of orders) {
    if (order.kind === 'policy') overrides = changedBy(overrides ?? order.before, order.change);
    else if (order.kind === 'resume') pause = undefined;
    else pause = { since: order.at, by: order.by, reason: order.reason, until: order.until };
  }
  return { overrides: overrides ?? {}, pause };
}

export function changedBy(before: FleetPolicyOverrides, change: FleetPolicyChange): FleetPolicyOverrides {
  const all = Object.entries({ ...before, ...change });
  return Object.fromEntries(all.filter(([, value]) => value !== null && value !== undefined));
}

/** The policy that is in force. What was configured as the maximum stays the maximum. */
export function inForce<P extends Pick<FleetPolicy, 'minWorkers' | 'maxWorkers'>>(
  configured: P,
  overrides: FleetPolicyOverrides,
): P {
  const wanted = { ...configured, ...overrides };
  const maxWorkers = Math.min(wanted.maxWorkers, configured.maxWorkers);
  return { ...wanted, maxWorkers, minWorkers: Math.min(wanted.minWorkers, maxWorkers) };
}

/** @returns the pause, unless it is over */
export function pauseAt(pause: FleetPause | undefined, nowMs: number): FleetPause | undefined {
  if (pause === undefined || (pause.until !== null && Date.parse(pause.until) <= nowMs)) return undefined;
  return pause;
}
