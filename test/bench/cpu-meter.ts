import pidusage from 'pidusage';
import { childrenOf } from '../support/system';

/** Short enough that a worker which ends between two looks has hardly worked unseen. */
const LOOK_EVERY_MS = 250;

export type CpuByRole = Record<string, number>;

/**
 * CPU time of the system's processes by role. The recognizers are the scaler's children: they come and go, so they are
 * looked at again and again, and what an ended one had used still counts.
 */
export class CpuMeter {
  private readonly lastMs = new Map<number, { role: string; ms: number }>();
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
    await Promise.all(
      [...roleOf].map(async ([pid, role]) => {
        const usage = await pidusage(pid).catch(() => undefined); // ended meanwhile: what was last seen stays
        if (usage) this.lastMs.set(pid, { role, ms: usage.ctime });
      }),
    );
  }
}

export function difference(after: CpuByRole, before: CpuByRole): CpuByRole {
  return Object.fromEntries(Object.entries(after).map(([role, ms]) => [role, ms - (before[role] ?? 0)]));
}
