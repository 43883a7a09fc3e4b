import type { Leases } from '@facefleet/cache';
import { isWithin, messageOf } from '@facefleet/platform';
import { Logger } from '@nestjs/common';

/** One that died in its turn holds up the others for so long. */
const TTL_MS = 60_000;
const RENEW_EVERY_MS = 10_000;

/** mine: nobody else is at it. unknown: Redis does not answer, and somebody else may be. */
export type WhoseTurn = 'mine' | 'other' | 'unknown';

/** Somebody else goes on with it. */
export class NotOurTurn extends Error {}

/** Work in the background that one of several gateways does at a time. */
export class Turn {
  private readonly logger = new Logger(Turn.name);
  private renewedAtMs = -Infinity;

  constructor(
    private readonly leases: Leases,
    private readonly name: string,
    private readonly holder: string,
    private readonly clock: { nowMs(): number },
  ) {}

  async take(): Promise<WhoseTurn> {
    try {
      const epoch = await this.leases.take(this.name, this.holder, TTL_MS);
      this.renewedAtMs = this.clock.nowMs();
      return epoch === undefined ? 'other' : 'mine';
    } catch (error) {
      this.logger.debug({ turn: this.name, error: messageOf(error) }, 'whose turn it is cannot be known');
      return 'unknown';
    }
  }

  /** To be asked now and then while it lasts. */
  async keep(): Promise<WhoseTurn> {
    if (isWithin(RENEW_EVERY_MS, this.renewedAtMs, this.clock.nowMs())) return 'mine';
    try {
      if (!(await this.leases.renew(this.name, this.holder, TTL_MS))) return 'other';
      this.renewedAtMs = this.clock.nowMs();
      return 'mine';
    } catch {
      return 'unknown';
    }
  }

  async end(): Promise<void> {
    await this.leases.release(this.name, this.holder).catch(() => undefined); // it ends by itself
  }
}
