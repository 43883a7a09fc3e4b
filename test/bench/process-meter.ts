import pidusage from 'pidusage';
import { childrenOf } from '../support/system';

/** Short enough that a worker which ends between two looks has hardly worked unseen. */
const LOOK_EVERY_MS = 250;

export type CpuByRole = Record<string, number>;

/**
 * What the processes of a system use, by role. The recognizers are the scaler's children: they come and go, so they are
 * looked at again and again, and what an ended one had used still counts.
 */
export class ProcessMeter {
  private readonly lastMs = new Map<number, { role: string; ms: number }>();
  /** Resident memory of each role at each look [bytes]. */
  private readonly memoryBytes: Record<string, number>[] = [];
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  /** @param roles process ids by role; `scaler` is the parent of the `recognizer`s */
  constructor(private readonly roles: Record<string, number>) {}

  start(): void {
    this.timer = setInterval(() => void this.lookAgain(), LOOK_EVERY_MS);
  }

  /** CPU time so far, user and system [ms]. */
  async read(): Promise<CpuByRole> {
    await this.lookAgain();
    const sums: CpuByRole = Object.fromEntries(
      [...Object.keys(this.roles), 'recognizer'].map((role) => [role, 0]),
    );
    for (const { role, ms } of this.lastMs.values()) sums[role] = (sums[role] ?? 0) + ms;
    return sums;
  }

  /** The most that these roles had at one time, or all of them; what processes share counts for each of them [bytes]. */
  peakBytes(roles?: readonly string[]): number {
    const sums = this.memoryBytes.map((look) =>
      (roles ?? Object.keys(look)).reduce((sum, role) => sum + (look[role] ?? 0), 0),
    );
    return Math.max(0, ...sums);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** One look after the other. */
  private lookAgain(): Promise<void> {
    this.looking = this.looking.then(() => this.look());
    return this.looking;
  }

  private async look(): Promise<void> {
    const roleOf = new Map(Object.entries(this.roles).map(([role, pid]) => [pid, role]));
    if (this.roles.scaler !== undefined)
      for (const pid of await childrenOf(this.roles.scaler)) roleOf.set(pid, 'recognizer');
    const bytes: Record<string, number> = {};
    await Promise.all(
      [...roleOf].map(async ([pid, role]) => {
        const usage = await pidusage(pid).catch(() => undefined); // ended meanwhile: what was last seen stays
        if (!usage) return;
        this.lastMs.set(pid, { role, ms: usage.ctime });
        bytes[role] = (bytes[role] ?? 0) + usage.memory;
      }),
    );
    this.memoryBytes.push(bytes);
  }
}

export function difference(after: CpuByRole, before: CpuByRole): CpuByRole {
  return Object.fromEntries(Object.entries(after).map(([role, ms]) => [role, ms - (before[role] ?? 0)]));
}
