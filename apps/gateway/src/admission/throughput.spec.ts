import { beforeEach, describe, expect, it } from 'vitest';
import { Throughput } from './throughput';

let throughput: Throughput;
beforeEach(() => {
  throughput = new Throughput();
});

/** So many answers, at the same distance. */
function answers(count: number, everyMs: number, ahead: number, slots?: number, fromMs = 0): void {
  for (let n = 0; n <= count; n++) throughput.answered(fromMs + n * everyMs, ahead, slots);
}

describe('Throughput', () => {
  it('measures how long a message keeps a slot, all told', () => {
    answers(50, 40, 100, 2);
    expect(throughput.slotTimeS).toBeCloseTo(0.08, 6);
    expect(throughput.perS).toBeCloseTo(25, 6);
  });

  it('measures nothing while slots may be without work: that is as fast as is asked, not as it can be', () => {
    answers(50, 40, 3, 2);
    expect(throughput.slotTimeS).toBeUndefined();
  });

  it('waits for enough answers of slow work', () => {
    answers(4, 3_000, 100, 1);
    expect(throughput.slotTimeS).toBeUndefined();
    throughput.answered(15_000, 100, 1);
    expect(throughput.slotTimeS).toBeCloseTo(3, 6);
  });

  it('begins anew when the fleet changes, or the clock is set back', () => {
    answers(4, 200, 100, 1);
    answers(4, 200, 100, 2, 1_000);
    answers(4, 200, 100, 2, 500);
    expect(throughput.slotTimeS).toBeUndefined();
  });

  it('measures the rate also where nothing is known of the fleet', () => {
    answers(10, 100, 10);
    expect(throughput.perS).toBeCloseTo(10, 6);
    expect(throughput.slotTimeS).toBeUndefined();
  });

  it('follows a fleet that gets slower', () => {
    answers(50, 40, 100, 1);
    answers(200, 80, 100, 1, 2_000);
    expect(throughput.slotTimeS).toBeGreaterThan(0.07);
  });
});
