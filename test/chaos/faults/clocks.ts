import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault';

const STEPS_MS = [-3_600_000, -30_000, 30_000, 3_600_000];
/** Longer than a process takes to look. */
const NOTICED_MS = 200;

/** The clock of one gateway, or of the scaler and its workers, is set wrong, and right again. */
export const CLOCK_FAULTS: Fault[] = ['gateway-0', 'gateway-1', 'scaler'].map((name) => ({
  kind: `clock-stepped-${name}`,
  lastsMs: [2_000, 6_000],
  strike: (system, dice) => {
    const file = system.clockFile(name);
    writeFileSync(file, String(dice.pick(STEPS_MS)));
    return Promise.resolve(async () => {
      rmSync(file, { force: true });
      await sleep(NOTICED_MS);
    });
  },
}));
