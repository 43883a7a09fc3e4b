import type { Instance, Offering } from '@facefleet/aws';
import { type Clock, messageOf } from '@facefleet/platform';
import { Logger } from '@nestjs/common';
import type { SpendLedger } from './spend-ledger';

export interface SpendCap {
  /** Instance-seconds, each times its offering's weight. */
  instanceS: number;
  per: 'hour' | 'day';
  /** What a second of an offering weighs: of those that have no weight, 1. */
  weightOf: (offering: Offering) => number;
}

/** The least that EC2 bills of a launch [s] */
const MINIMUM_BILL_S = 60;
const WINDOW_MS = { hour: 3_600_000, day: 86_400_000 };
const SAVE_EVERY_MS = 30_000;
/** More than this between two looks was not seen by us: a machine that came and went in it is not counted. */
const LONGEST_GAP_MS = 3_600_000;

/** Counts what runs, from hour to hour or day to day (UTC), and says when it is enough. */
export class SpendMeter {
  private readonly logger = new Logger(SpendMeter.name);
  private windowStartMs = 0;
  private usedS = 0;
  private countedAtMs: number | undefined;
  private savedAtMs = 0;
  private loadedEpoch: number | undefined;

  constructor(
    private readonly ledger: SpendLedger,
    private readonly clock: Clock,
    private readonly cap: SpendCap | undefined,
  ) {}

  /** A new leader goes on from where the last one was. */
  async load(epoch: number): Promise<void> {
    if (!this.cap || this.loadedEpoch === epoch) return;
    const { windowStartMs, usedS, atMs } = (await this.ledger.load()) ?? { windowStartMs: 0, usedS: 0 };
    this.turnOver();
    this.usedS = windowStartMs === this.windowStartMs ? usedS : 0;
    this.countedAtMs = atMs === undefined ? undefined : Math.max(atMs, this.windowStartMs);
    this.loadedEpoch = epoch;
  }

  count(occupied: Instance[]): void {
    if (!this.cap) return;
    const nowMs = this.clock.nowMs();
    const turned = this.turnOver();
    const sinceMs = Math.max(
      this.countedAtMs ?? nowMs,
      turned ? this.windowStartMs : 0,
      nowMs - LONGEST_GAP_MS,
    );
    for (const { offering, launchedAtMs } of occupied) {
      const ranMs = Math.max(0, nowMs - Math.max(sinceMs, launchedAtMs));
      this.usedS += (ranMs / 1000) * this.cap.weightOf(offering);
    }
    this.countedAtMs = nowMs;
  }

  isDue(): boolean {
    return this.cap !== undefined && this.clock.nowMs() - this.savedAtMs >= SAVE_EVERY_MS;
  }

  async save(): Promise<void> {
    this.savedAtMs = this.clock.nowMs();
    const record = { windowStartMs: this.windowStartMs, usedS: this.usedS, atMs: this.countedAtMs };
    await this.ledger.save(record).catch((error: unknown) => {
      this.logger.warn({ error: messageOf(error) }, 'what was spent could not be written down');
    });
  }

  /** Launches that the rest pays for, each with EC2's minimum. */
  allowance(wanted: number, offerings: Offering[]): number {
    if (!this.cap) return wanted;
    const weight = Math.max(...offerings.map(this.cap.weightOf));
    const leftS = Math.max(0, this.cap.instanceS - this.usedS);
    return weight === 0 ? wanted : Math.min(wanted, Math.floor(leftS / (MINIMUM_BILL_S * weight)));
  }

  get isSpent(): boolean {
    return this.cap !== undefined && this.usedS >= this.cap.instanceS;
  }

  obstacle(offerings: Offering[]): string | undefined {
    if (!this.cap || this.allowance(1, offerings) > 0) return undefined;
    const { instanceS, per } = this.cap;
    return `the spend cap is reached, ${this.usedS.toFixed(0)} of ${instanceS} instance-seconds in this ${per}`;
  }

  /** @returns whether a new window began */
  private turnOver(): boolean {
    const windowMs = WINDOW_MS[this.cap?.per ?? 'hour'];
    const startMs = Math.floor(this.clock.nowMs() / windowMs) * windowMs;
    if (startMs === this.windowStartMs) return false;
    this.windowStartMs = startMs;
    this.usedS = 0;
    return true;
  }
}
