import type { Dice } from '../fuzz/dice';
import { childrenOf, type LocalSystem } from '../support/system';

/** From one killed worker to the next, so much is accepted or answered: however slow the machine is, it gets on. */
const STEPS_BETWEEN = [50, 200] as const;

/** Kills workers at random, and the scaler at the steps that it is told. */
export class Chaos {
  private steps = 0;
  private next: number;
  workersKilled = 0;
  scalersKilled = 0;

  constructor(
    private readonly system: LocalSystem,
    private readonly dice: Dice,
    private readonly scalerDiesAt: readonly number[],
  ) {
    this.next = dice.between(...STEPS_BETWEEN);
  }

  /** A request was accepted, or answered. */
  async step(): Promise<void> {
    this.steps += 1;
    if (this.scalerDiesAt.includes(this.steps)) await this.killScaler();
    if (this.steps < this.next) return;
    this.next = this.steps + this.dice.between(...STEPS_BETWEEN);
    await this.killWorker();
  }

  private async killScaler(): Promise<void> {
    this.scalersKilled += kill((await this.system.local()).pids.scaler);
  }

  private async killWorker(): Promise<void> {
    const workers = await childrenOf((await this.system.local()).pids.scaler);
    if (workers.length > 0) this.workersKilled += kill(this.dice.pick(workers));
  }
}

/** @returns how many were killed: none where it has just ended by itself */
function kill(pid: number): number {
  try {
    process.kill(pid, 'SIGKILL');
    return 1;
  } catch {
    return 0;
  }
}
