import { type Offering, offeringName } from '@facefleet/aws';
import type { Clock } from '@facefleet/platform';
import { Pause } from '../pause';

const FIRST_PAUSE_MS = 20_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

interface Refused {
  times: number;
  pause: Pause;
  why: string;
}

/** Leaves an offering alone for a while that EC2 could not give, longer each time. */
export class OfferingBackoff {
  private readonly refused = new Map<string, Refused>();

  constructor(
    private readonly clock: Clock,
    /** In order of preference. */
    private readonly offerings: Offering[],
  ) {}

  failed(offering: Offering, why: string): void {
    const name = offeringName(offering);
    const before = this.refused.get(name);
    if (before && before.pause.leftMs > 0) return; // refused together: once
    const times = (before?.times ?? 0) + 1;
    const pause = new Pause(this.clock, Math.min(FIRST_PAUSE_MS * 2 ** (times - 1), LONGEST_PAUSE_MS));
    this.refused.set(name, { times, pause, why });
  }

  succeeded(offering: Offering): void {
    this.refused.delete(offeringName(offering));
  }

  /** Those to ask for in one call: the first that may be tried, and what follows of the same way to purchase. */
  next(tried: readonly Offering[]): Offering[] {
    const names = new Set(tried.map(offeringName));
    const left = this.offerings.filter((one) => !names.has(offeringName(one)) && this.waitMs(one) <= 0);
    return left.filter(({ purchase }) => purchase === left[0]?.purchase);
  }

  /** Why none can be had now. */
  obstacle(): string | undefined {
    const waits = this.offerings.map((one) => this.waitMs(one));
    const waitMs = Math.min(...waits);
    if (waitMs <= 0) return undefined;
    const why = this.refused.get(offeringName(this.offerings[waits.indexOf(waitMs)]!))?.why;
    const many = this.offerings.length === 1 ? 'the offering' : `all ${this.offerings.length} offerings`;
    return `EC2 has no machine of ${many} (${why}), the next try is in ${(waitMs / 1000).toFixed(1)} s`;
  }

  private waitMs(offering: Offering): number {
    return this.refused.get(offeringName(offering))?.pause.leftMs ?? 0;
  }
}
