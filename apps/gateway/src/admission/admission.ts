import type { FleetStatus } from '@facefleet/contracts';
import { Clock, ExpectedError } from '@facefleet/platform';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { FleetBook } from '../fleet/fleet-book';
import { LoopDelay } from './loop-delay';
import { Outstanding } from './outstanding';
import { Refusals } from './refusals';
import { Shortfall } from './shortfall';
import { answeredWithin, doneInS, slotsOf, type Supply } from './supply';
import { Throughput } from './throughput';
import { judge } from './verdict';
import type { Visit } from './visit';

/** What the scaler said longer ago is not gone by. It speaks every few seconds. */
const STALE_AFTER_MS = 10_000;
/** A scaler that wants more workers than are on their way for so long does not get them. */
const SHORT_FOR_MS = 15_000;
/** An answer that nobody told of is looked for no longer than so many limits. */
const FORGOTTEN_AFTER_LIMITS = 2;
/** So long after it was accepted a message shows in the counts of its queue. */
const COUNTED_AFTER_MS = 10_000;
/** Of scalers and workers nothing is known: so much is accepted until something is, or what one slow worker answers in time. */
const MOST_UNKNOWN = 200;
const SLOW_WORKER_PER_S = 1;
/** Each costs memory while its client waits, however large the fleet. */
const MOST_OUTSTANDING = 10_000;
/** Until it is known how fast the fleet answers: workers measure the models only, and everything takes longer than that. */
const UNMEASURED_FACTOR = 2;
/** Of the limit, no more than this: a few answers may have been late for a reason of their own. */
const MOST_KEPT_BACK = 0.5;
/** A request has to wait for this process to be read, and to be answered. */
const TURNS = 2;
const RETRY_AFTER_S = { least: 1, unknown: 5, most: 600 };

/** As the scaler saw it last, and what was counted here by then. */
interface Picture {
  status: FleetStatus;
  accepted: number;
  answered: number;
}

/**
 * Lets as much into the queue as can be answered in time, see ADR 14. What is known of the fleet comes from the scaler;
 * what has happened since, and how fast it really is, from what this gateway accepts and hears answered.
 */
@Injectable()
export class Admission implements OnModuleInit, OnModuleDestroy {
  private readonly outstanding = new Outstanding();
  private readonly throughput = new Throughput();
  private readonly shortfall = new Shortfall();
  private readonly refusals = new Refusals();
  private readonly over = new AbortController();
  private picture: Picture | undefined;
  /** Since when the scaler has had fewer workers than it wants [Unix time, ms] */
  private shortSinceMs: number | undefined;
  private accepted = 0;
  private answered = 0;

  constructor(
    @Inject(FleetBook) private readonly book: FleetBook,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(LoopDelay) private readonly loop: Pick<LoopDelay, 'delayS'>,
  ) {}

  onModuleInit(): void {
    this.book.follow((status) => this.see(status), this.over.signal);
  }

  onModuleDestroy(): void {
    this.over.abort();
  }

  /**
   * Would a request be let in now? It may be different once it has come so far.
   * @throws ExpectedError `overloaded`
   */
  look(visit: Visit): void {
    this.decide(visit);
  }

  /**
   * These messages are about to be sent. Each is `answered` or has to `leave`; what has entered before stays.
   * @throws ExpectedError `overloaded`: none of them has entered
   */
  enter(visit: Visit, ids: readonly string[]): void {
    const entering = ids.filter((id) => !this.outstanding.has(id));
    if (entering.length === 0) return;
    const expectedInS = this.decide(visit);
    const accepted = { keyId: visit.keyId, acceptedAtMs: this.clock.nowMs(), expectedInS };
    const keptForMs = FORGOTTEN_AFTER_LIMITS * visit.limitS * 1000;
    for (const id of entering) this.outstanding.add(id, accepted, keptForMs);
    this.accepted += entering.length;
  }

  /** It was not accepted after all. */
  leave(id: string): void {
    if (this.outstanding.remove(id)) this.accepted -= 1;
  }

  /** Somebody's message was answered: one of ours, or of another gateway. */
  hearAnswer(id: string, { bulk }: { bulk: boolean }): void {
    const own = this.outstanding.remove(id);
    if (!own && bulk) return;
    const nowMs = this.clock.nowMs();
    this.answered += 1;
    this.throughput.answered(nowMs, this.ahead, this.readySlots);
    if (own?.expectedInS === undefined) return;
    this.shortfall.note(nowMs, (nowMs - own.acceptedAtMs) / 1000 - own.expectedInS);
  }

  /** One of ours, of which perhaps nobody told us. */
  foundAnswer(id: string): void {
    this.hearAnswer(id, { bulk: true });
  }

  /** Messages of this gateway that were let in and are not answered, as far as is known. */
  get waiting(): number {
    return this.outstanding.size;
  }

  /** @returns when the answer is to be expected; undefined where nothing is known to reckon with [s] */
  private decide({ keyId, limitS }: Visit): number | undefined {
    const nowMs = this.clock.nowMs();
    this.outstanding.forgetOverdue(nowMs);
    const supply = this.supplyOf('present and further');
    const ahead = this.ahead;
    const keptBackS = Math.min(this.shortfall.at(nowMs) + TURNS * this.loop.delayS, MOST_KEPT_BACK * limitS);
    const most = mostWithin(supply, limitS - keptBackS);
    const verdict = judge({ ahead, most, outstanding: this.outstanding.byKey }, keyId);
    if (verdict.isAdmitted) return this.expectedInS(ahead + 1);
    const retryAfterS = supply ? honest(doneInS(supply, verdict.done)) : RETRY_AFTER_S.unknown;
    const { because } = verdict;
    this.refusals.note(nowMs, { because, ahead, most, limitS, keptBackS, retryAfterS, supply });
    throw new ExpectedError('overloaded', sentence(because, limitS, retryAfterS), { retryAfterS });
  }

  /** With those who are there or on their way: whether there will be more is for the scaler to decide. */
  private expectedInS(messages: number): number | undefined {
    const supply = this.supplyOf('present');
    return supply && doneInS(supply, messages);
  }

  private see(status: FleetStatus): void {
    const nowMs = this.clock.nowMs();
    this.picture = { status, accepted: this.accepted, answered: this.answered };
    const isShort = status.decision.desired > status.decision.current;
    this.shortSinceMs = isShort ? (this.shortSinceMs ?? nowMs) : undefined;
    // Of some answers the event was lost: an empty queue has none of these any more.
    if (countedIn(status) === 0) this.outstanding.forgetAcceptedBefore(nowMs - COUNTED_AFTER_MS);
  }

  /** undefined where the scaler is silent */
  private get fresh(): Picture | undefined {
    const ageMs = this.book.latest()?.ageMs;
    // Below zero: the clock was set back.
    return ageMs !== undefined && ageMs >= 0 && ageMs < STALE_AFTER_MS ? this.picture : undefined;
  }

  /** At least ours; those of other gateways as of the scaler's last look at the queue. */
  private get ahead(): number {
    const { fresh } = this;
    const counted = fresh && countedIn(fresh.status);
    if (fresh === undefined || counted === undefined) return this.outstanding.size;
    const since = this.accepted - fresh.accepted - (this.answered - fresh.answered);
    return Math.max(this.outstanding.size, counted + since);
  }

  private get readySlots(): number | undefined {
    const { fresh } = this;
    const slots = fresh && slotsOf(fresh.status, false);
    return slots?.reduce((sum, { count, inS }) => (inS === 0 ? sum + count : sum), 0);
  }

  /** undefined where nothing is known that one could reckon with */
  private supplyOf(workers: 'present' | 'present and further'): Supply | undefined {
    const { slotTimeS, perS } = this.throughput;
    const { fresh } = this;
    const { capacity } = fresh?.status ?? {};
    if (fresh && capacity) {
      const slots = slotsOf(fresh.status, workers !== 'present' && this.canGrow(fresh.status));
      const timeS = slotTimeS ?? UNMEASURED_FACTOR * capacity.serviceTimeS;
      if (slots && slots.length > 0 && timeS > 0) return { slots, slotTimeS: timeS };
    }
    return perS === undefined ? undefined : { slots: [{ count: 1, inS: 0 }], slotTimeS: 1 / perS };
  }

  private canGrow({ mode, pause }: FleetStatus): boolean {
    const isShort = this.shortSinceMs !== undefined && this.clock.nowMs() - this.shortSinceMs > SHORT_FOR_MS;
    return (mode ?? 'act') === 'act' && !pause && !isShort;
  }
}

/** Never less than what would be begun at once. */
function mostWithin(supply: Supply | undefined, limitS: number): number {
  if (!supply) return Math.min(Math.max(MOST_UNKNOWN, limitS * SLOW_WORKER_PER_S), MOST_OUTSTANDING);
  const slots = supply.slots.reduce((sum, { count }) => sum + count, 0);
  return Math.min(Math.max(answeredWithin(supply, limitS), 2 * slots), MOST_OUTSTANDING);
}

/** Interactive messages; undefined where that is not known, or not which of them are bulk work. */
function countedIn({ queue }: FleetStatus): number | undefined {
  const interactive = queue?.interactive;
  return interactive && interactive.visible + interactive.inFlight + interactive.delayed;
}

function honest(afterS: number): number {
  return Math.min(Math.max(Math.ceil(afterS), RETRY_AFTER_S.least), RETRY_AFTER_S.most);
}

function sentence(because: 'deadline' | 'share', limitS: number, retryAfterS: number): string {
  const why =
    because === 'deadline'
      ? `More was asked than can be answered within ${limitS} s.`
      : 'Much was asked, and this key has its share of what can be answered in time.';
  return `${why} This request was not accepted: send it again in ${retryAfterS} s.`;
}
