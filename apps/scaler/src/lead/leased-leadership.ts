import type { Leases } from '@facefleet/cache';
import { type Clock, messageOf } from '@facefleet/platform';
import { Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Leadership } from './leadership';

export interface LeaseOptions {
  /** Scalers with the same one are rivals. */
  name: string;
  ttlMs: number;
  /** A mutation begins only while the lease has at least this time left, so that it ends before somebody else begins. */
  marginMs: number;
}

interface Held {
  epoch: number;
  /** Before, somebody else may take himself for the leader. */
  fromMs: number;
  renewedAtMs: number;
  /** By our clock, counted from before the call: never later than where the lease is kept. */
  untilMs: number;
}

/**
 * Whoever has the lease leads. Where it is kept cannot be reached, the leader leads on until its time is over, and then
 * nobody does: no mutation is better than two scalers that act.
 */
export class LeasedLeadership extends Leadership {
  private readonly logger = new Logger('Leadership');
  private held: Held | undefined;
  private tending: Promise<void> | undefined;
  private resigned = false;
  private lastEpoch = 0;
  /** Takes since the last answer to one: each may have counted. */
  private unanswered = 0;
  /** What of the last lease was left to begin something in: until then nobody else acts. */
  private actedUntilMs = -Infinity;

  constructor(
    private readonly leases: Leases,
    private readonly options: LeaseOptions,
    /** One that nobody sets: a clock put back would lengthen the lease. */
    private readonly clock: Clock,
    private readonly holder: string = randomUUID(),
  ) {
    super();
  }

  epoch(): number | undefined {
    return this.leads() ? this.held?.epoch : undefined;
  }

  mayAct(): boolean {
    return !this.resigned && this.leads() && this.leftMs() > this.options.marginMs;
  }

  tend(): Promise<void> {
    this.tending ??= this.takeOrRenew()
      .catch((error: unknown) =>
        this.logger.debug({ error: messageOf(error) }, 'the lease cannot be reached'),
      )
      .finally(() => (this.tending = undefined));
    return this.tending;
  }

  async resign(): Promise<void> {
    this.resigned = true;
    await this.tending;
    if (!this.held) return;
    this.lose('it resigns');
    await this.leases.release(this.options.name, this.holder).catch(() => undefined); // it ends by itself
  }

  private async takeOrRenew(): Promise<void> {
    if (this.resigned) return;
    if (this.held && this.leftMs() <= 0) this.lose('the lease could not be renewed in time');
    if (this.held) await this.renew(this.held);
    else await this.take();
  }

  private async take(): Promise<void> {
    const { name, ttlMs } = this.options;
    const askedAtMs = this.clock.nowMs();
    const mostOwn = (this.unanswered += 1);
    const given = await this.leases.take(name, this.holder, ttlMs);
    this.unanswered = 0;
    if (given === undefined) return;
    // A Redis that was emptied has forgotten who leads, and he does not know: his lease runs out before ours begins.
    const isForgetful = given <= mostOwn && askedAtMs >= this.actedUntilMs;
    const fromMs = isForgetful ? askedAtMs + ttlMs - this.options.marginMs : askedAtMs;
    // A Redis that was emptied counts anew: what was remembered under a number must not pass for what is now.
    const epoch = Math.max(given, this.lastEpoch + 1);
    this.lastEpoch = epoch;
    this.held = { epoch, fromMs, renewedAtMs: askedAtMs, untilMs: askedAtMs + ttlMs };
    const waitsMs = fromMs - askedAtMs;
    this.logger.log({ epoch, holder: this.holder, waitsMs }, 'this scaler leads');
  }

  private async renew(held: Held): Promise<void> {
    const { name, ttlMs } = this.options;
    const askedAtMs = this.clock.nowMs();
    if (askedAtMs - held.renewedAtMs < ttlMs / 3) return;
    if (await this.leases.renew(name, this.holder, ttlMs)) {
      // An answer that came after the end: somebody may have seen that we did not lead.
      if (this.leftMs() > 0) Object.assign(held, { renewedAtMs: askedAtMs, untilMs: askedAtMs + ttlMs });
    } else this.lose('the lease is no longer its own');
  }

  private lose(why: string): void {
    this.logger.warn({ epoch: this.held?.epoch, why }, 'this scaler no longer leads');
    if (this.held) this.actedUntilMs = this.held.untilMs - this.options.marginMs;
    this.held = undefined;
  }

  private leftMs(): number {
    return this.held ? this.held.untilMs - this.clock.nowMs() : 0;
  }

  private leads(): boolean {
    return this.held !== undefined && this.leftMs() > 0 && this.clock.nowMs() >= this.held.fromMs;
  }
}
