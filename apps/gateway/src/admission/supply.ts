import type { FleetStatus } from '@facefleet/contracts';

/** Slots that work from some moment on. */
export interface Slots {
  count: number;
  /** From now on [s]; 0: they work already */
  inS: number;
}

/** What interactive work can count on. */
export interface Supply {
  slots: Slots[];
  /** One message keeps one slot so long [s] */
  slotTimeS: number;
}

/** A worker that takes longer than so many boots is not coming. */
const GIVEN_UP_AFTER_BOOTS = 3;

/**
 * The slots of a fleet: of workers that work, of those that are on their way, and of all further ones that it may have.
 *
 * @param canGrow whether further workers come when they are needed
 * @returns undefined where the scaler is of an earlier version
 */
export function slotsOf(
  { workers, maxWorkers, capacity }: FleetStatus,
  canGrow: boolean,
): Slots[] | undefined {
  if (!capacity) return undefined;
  const { bootS } = capacity;
  const leaving = workers.filter(({ state }) => state === 'draining' || state === 'drained');
  const slots = workers.flatMap(({ state, ageS, slots: count = capacity.slots }): Slots[] => {
    if (state === 'ready') return [{ count, inS: 0 }];
    const isComing = (state === 'launching' || state === 'starting') && ageS < GIVEN_UP_AFTER_BOOTS * bootS;
    return isComing ? [{ count, inS: Math.max(0, bootS - ageS) }] : [];
  });
  const further = canGrow ? Math.max(0, maxWorkers - (workers.length - leaving.length)) : 0;
  if (further > 0) slots.push({ count: further * capacity.slots, inS: bootS });
  return slots;
}

/**
 * How many messages are answered within the limit. A fleet that has to come up first is given the boot and half the limit
 * at least: else nothing would ever be accepted that could wake it.
 */
export function answeredWithin({ slots, slotTimeS }: Supply, limitS: number): number {
  const firstS = Math.min(...slots.map(({ inS }) => inS));
  const untilS = Math.max(limitS, firstS + limitS / 2);
  const workS = slots.reduce((sum, { count, inS }) => sum + count * Math.max(0, untilS - inS), 0);
  return Math.floor(workS / slotTimeS);
}

/** @returns when so many messages will be done [s from now]; Infinity where nobody works */
export function doneInS({ slots, slotTimeS }: Supply, messages: number): number {
  let [left, atS, working] = [messages * slotTimeS, 0, 0];
  for (const { count, inS } of [...slots].sort((a, b) => a.inS - b.inS)) {
    const done = working * (inS - atS);
    if (working > 0 && done >= left) break;
    left -= done;
    atS = inS;
    working += count;
  }
  return atS + left / working;
}
