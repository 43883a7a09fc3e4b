import { OutcomeStatus } from '@facefleet/contracts';
import { decisive } from './job-keys';

const CODES = OutcomeStatus.options;
const FIRST_CAPACITY = 1_024;

/** How many items of a job ended how: one byte an item. */
export class Tally {
  readonly counts: Record<OutcomeStatus, number> = { succeeded: 0, rejected: 0, failed: 0, skipped: 0 };
  /** All items below this index have ended: nobody need look at them again. */
  settledBelow = 0;
  /** So have all from this one on. */
  private settledFrom = Infinity;
  private statuses = new Uint8Array(FIRST_CAPACITY);

  note(index: number, status: OutcomeStatus): void {
    this.reach(index);
    const before = this.statusOf(index);
    const counts = decisive(before, status);
    if (counts === before) return;
    if (before !== undefined) this.counts[before] -= 1;
    this.counts[counts] += 1;
    this.statuses[index] = CODES.indexOf(counts) + 1;
    while (this.statusOf(this.settledBelow) !== undefined) this.settledBelow += 1;
  }

  /** Items that have ended. */
  get ended(): number {
    return CODES.reduce((sum, status) => sum + this.counts[status], 0);
  }

  /** The last of so many items that has not ended, as far as is known. */
  lastOpen(total: number): number | undefined {
    let index = Math.min(this.settledFrom, total) - 1;
    while (index >= this.settledBelow && this.statusOf(index) !== undefined) index -= 1;
    this.settledFrom = index + 1;
    return index < this.settledBelow ? undefined : index;
  }

  private statusOf(index: number): OutcomeStatus | undefined {
    return CODES[(this.statuses[index] ?? 0) - 1];
  }

  private reach(index: number): void {
    if (index < this.statuses.length) return;
    const longer = new Uint8Array(Math.max(index + 1, 2 * this.statuses.length));
    longer.set(this.statuses);
    this.statuses = longer;
  }
}
