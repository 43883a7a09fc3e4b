import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from '../fuzz/dice';
import { childrenOf, type LocalSystem } from '../support/system';

/** From one killed worker to the next, so many are answered: however slow the machine is, it gets on. */
const ANSWERS_BETWEEN = [40, 140] as const;
const LOOK_EVERY_MS = 200;

/** Kills workers at random while requests are answered, and the scaler when so many are. */
export class Chaos {
  workersKilled = 0;
  scalersKilled = 0;

  constructor(
    private readonly system: LocalSystem,
    private readonly dice: Dice,
    private readonly scalerDiesAt: readonly number[],
  ) {}

  /** Resolves once so many have been answered. */
  async rageUntil(end: number, answered: () => Promise<number>): Promise<void> {
    let next = this.dice.between(...ANSWERS_BETWEEN);
    for (let count = 0; count < end; count = await answered()) {
      if (count >= (this.scalerDiesAt[this.scalersKilled] ?? Infinity)) {
        this.scalersKilled += kill((await this.system.local()).pids.scaler);
      } else if (count >= next) {
        next = count + this.dice.between(...ANSWERS_BETWEEN);
        const workers = await childrenOf((await this.system.local()).pids.scaler);
        if (workers.length > 0) this.workersKilled += kill(this.dice.pick(workers));
      }
      await sleep(LOOK_EVERY_MS);
    }
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
