import { describe, expect, it } from 'vitest';
import { figures } from './chaos/report';
import { runChaos } from './chaos/run';

/** A machine that is busy with other things takes long. */
const PATIENCE_MS = 900_000;

const clean = { lost: 0, wrong: 0, duplicates: 0, leftovers: [] };

describe('what was accepted', { timeout: PATIENCE_MS }, () => {
  it('is answered once and right, whatever breaks: each fault in turn, from one seed', async () => {
    const requests = 120;
    const report = await runChaos({ requests, seed: 7 }, say);
    expect({ ...figures(report), verdict: report.verdict }).toMatchObject(clean);
    expect(report.verdict.accepted).toBeGreaterThanOrEqual(requests);
  });

  it('is answered once and right while one gateway after the other and the scaler with its workers are replaced', async () => {
    const only = ['gateway-restarted', 'scaler-restarted'];
    const report = await runChaos({ requests: 160, seed: 7, only }, say);
    expect({ ...figures(report), verdict: report.verdict }).toMatchObject(clean);
    expect(report.faults.length).toBeGreaterThanOrEqual(3);
  });
});

function say(line: string): void {
  console.log(line);
}
