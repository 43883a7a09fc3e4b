import type { Instance, Offering } from '@facefleet/aws';
import { type Clock, messageOf } from '@facefleet/platform';
import { Logger } from '@nestjs/common';
import { MachineTime } from '../machine-time';
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
const SAVE_EVERY_MS = 30_000;

/** Counts what runs, and says when it is enough. */
export class SpendMeter {
  private readonly logger = new Logger(SpendMeter.name);
  /** As the cap counts. */
  private readonly capped: MachineTime;
  private readonly today: MachineTime;
  private savedAtMs = 0;
  private savedS = 0;
  private loadedEpoch: number | undefined;

  constructor(
    private readonly ledger: SpendLedger,
    private readonly clock: Clock,
    private readonly cap: SpendCap | undefined,
  ) {
    this.capped = new MachineTime(clock, cap?.per ?? 'day');
    this.today = new MachineTime(clock, 'day');
  }

  /** A new leader goes on from where the last one was. */
  async load(epoch: number): Promise<void> {
    if (this.loadedEpoch === epoch) return;
    const { today, ...capped } = (await this.ledger.load()) ?? { windowStartMs: 0, usedS: 0 };
    this.capped.resume(capped);
    this.today.resume(today ?? { windowStartMs: 0, usedS: 0 });
    this.savedS = this.capped.usedS;
    this.loadedEpoch = epoch;
  }

  count(occupied: Instance[]): void {
    this.today.count(occupied);
    const weightOf = this.cap?.weightOf ?? (() => 1);
    this.capped.count(
      occupied.map(({ launchedAtMs, offering }) => ({ launchedAtMs, weight: weightOf(offering) })),
    );
  }

  /** An empty fleet has nothing to write down. */
  isDue(): boolean {
    return this.capped.usedS !== this.savedS && this.clock.nowMs() - this.savedAtMs >= SAVE_EVERY_MS;
  }

  async save(): Promise<void> {
    this.savedAtMs = this.clock.nowMs();
    const record = { ...this.capped.counted, today: this.today.counted };
    try {
      await this.ledger.save(record);
      this.savedS = record.usedS;
    } catch (error) {
      this.logger.warn({ error: messageOf(error) }, 'what was spent could not be written down');
    }
  }

  /** Launches that the rest pays for, each with EC2's minimum. */
  allowance(wanted: number, offerings: Offering[]): number {
    if (!this.cap) return wanted;
    const weight = Math.max(...offerings.map(this.cap.weightOf));
    const leftS = Math.max(0, this.cap.instanceS - this.capped.usedS);
    return weight === 0 ? wanted : Math.min(wanted, Math.floor(leftS / (MINIMUM_BILL_S * weight)));
  }

  get isSpent(): boolean {
    return this.cap !== undefined && this.capped.usedS >= this.cap.instanceS;
  }

  /** Since midnight UTC, whatever they weigh [machine-seconds] */
  get todayS(): number {
    return this.today.usedS;
  }

  obstacle(offerings: Offering[]): string | undefined {
    if (!this.cap || this.allowance(1, offerings) > 0) return undefined;
    const { instanceS, per } = this.cap;
    return `the spend cap is reached, ${this.capped.usedS.toFixed(0)} of ${instanceS} instance-seconds in this ${per}`;
  }
}
