/** What one worker can do: `slots` messages at once, from `readyInS` seconds from now on. */
export interface Capacity {
  slots: number;
  readyInS: number;
}

export interface Drain {
  /** Everything that waits or is being worked on [messages] */
  backlog: number;
  /** Workers there are or that are on their way, none of them ready later than a new one would be. */
  existing: Capacity[];
  /** What one more worker would be. */
  further: Capacity;
  maxWorkers: number;
  /** Time of one message on one slot [s], greater than 0 */
  serviceTimeS: number;
  /** All messages are to be finished within this time from now [s] */
  deadlineS: number;
}

/**
 * Why it is this number of workers and not one more.
 * - `meets-deadline`: these are in time.
 * - `slot-each`: late, but every message has a slot, so that another worker would find nothing to do.
 * - `too-late-to-help`: late, but done before another worker would be ready.
 * - `maximum`: late, and there may be no more.
 */
export type Verdict = 'meets-deadline' | 'slot-each' | 'too-late-to-help' | 'maximum';

export interface DrainPlan {
  workers: number;
  verdict: Verdict;
  /** When these workers would have finished the backlog [s from now]; Infinity without workers */
  finishS: number;
}

/**
 * The fewest workers whose drain meets the deadline, taking those that are ready soonest first and new ones last.
 * A longer backlog never gives a smaller answer: each reason to stop at a number of workers, once it fails for some
 * backlog, fails for every longer one.
 */
export function workersForDeadline(drain: Drain): DrainPlan {
  const existing = soonestFirst(drain.existing);
  const inUse: Capacity[] = [];
  for (;;) {
    const next = existing[inUse.length] ?? drain.further;
    const verdict = reasonToStop(drain, inUse, next);
    if (verdict) {
      return { workers: inUse.length, verdict, finishS: finishS(inUse, drain.backlog, drain.serviceTimeS) };
    }
    inUse.push(next);
  }
}

/** Whether these workers finish the backlog in time, or at least as early as one more would let them. */
export function isEnough(drain: Drain, capacities: Capacity[]): boolean {
  return reasonToStop({ ...drain, maxWorkers: Infinity }, capacities, drain.further) !== undefined;
}

function reasonToStop(drain: Drain, inUse: Capacity[], next: Capacity): Verdict | undefined {
  const { backlog, serviceTimeS } = drain;
  if (finishedBy(drain.deadlineS, inUse, serviceTimeS) >= backlog) return 'meets-deadline';
  const slotsReadyBeforeNext = sum(
    inUse.filter((one) => one.readyInS <= next.readyInS).map((one) => one.slots),
  );
  if (slotsReadyBeforeNext >= backlog) return 'slot-each';
  if (finishS(inUse, backlog, serviceTimeS) <= next.readyInS) return 'too-late-to-help';
  return inUse.length >= drain.maxWorkers ? 'maximum' : undefined;
}

/** Messages that are certainly finished after `timeS` seconds: a slot finishes whole messages, one after the other. */
function finishedBy(timeS: number, capacities: Capacity[], serviceTimeS: number): number {
  const perSlot = (one: Capacity) =>
    Math.max(0, Math.floor((timeS - one.readyInS) / serviceTimeS + ROUNDING));
  return sum(capacities.map((one) => one.slots * perSlot(one)));
}

/**
 * When the last message is finished if each goes to the slot that is free first.
 *
 * @returns [s from now]
 */
function finishS(capacities: Capacity[], backlog: number, serviceTimeS: number): number {
  if (backlog === 0) return 0;
  const fluidS = fluidFinishS(capacities, backlog, serviceTimeS);
  if (fluidS === Infinity) return Infinity;
  // Every slot finishes exactly one message in the service time that follows; one of those is the last.
  let finished = 0;
  const lastOnes = capacities.map(({ slots, readyInS }) => {
    const rounds = Math.max(1, Math.ceil((fluidS - readyInS) / serviceTimeS - ROUNDING));
    finished += slots * (rounds - 1);
    return { slots, atS: readyInS + rounds * serviceTimeS };
  });
  lastOnes.sort((a, b) => a.atS - b.atS);
  return lastOnes.find(({ slots }) => (finished += slots) >= backlog)?.atS ?? fluidS;
}

/** The same if messages could be split at will among the slots: at most one service time too early. */
function fluidFinishS(capacities: Capacity[], backlog: number, serviceTimeS: number): number {
  let atS = 0;
  let left = backlog;
  let messagesPerS = 0;
  for (const one of soonestFirst(capacities)) {
    const doneUntilReady = messagesPerS * (one.readyInS - atS);
    if (doneUntilReady >= left) break;
    left -= doneUntilReady;
    atS = one.readyInS;
    messagesPerS += one.slots / serviceTimeS;
  }
  return atS + left / messagesPerS;
}

/** Times are sums of decimal fractions: a deadline met exactly must not be missed by the last bit. */
const ROUNDING = 1e-9;

const soonestFirst = (capacities: Capacity[]) => [...capacities].sort((a, b) => a.readyInS - b.readyInS);

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
