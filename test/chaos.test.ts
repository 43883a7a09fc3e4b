import { expect, it } from 'vitest';
import { runChaos } from './chaos/run';

/** A machine that is busy with other things takes long. */
const PATIENCE_MS = 900_000;

it(
  'what was accepted is answered once and right while one gateway after the other and the scaler with its workers are replaced',
  async () => {
    const only = ['gateway-restarted', 'scaler-restarted'];
    const report = await runChaos({ requests: 160, seed: 7, only }, (line) => console.log(line));
    expect(report).toMatchObject({ verdict: { lost: [], wrong: [], duplicates: [] }, leftovers: [] });
    expect(report.faults.length).toBeGreaterThanOrEqual(3);
  },
  PATIENCE_MS,
);
