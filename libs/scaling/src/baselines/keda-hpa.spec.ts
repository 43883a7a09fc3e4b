import { describe, expect, it } from 'vitest';
import { kedaHpa } from './keda-hpa';
import { Run, SETTINGS } from './seen.fixture';

describe('KEDA and the HPA', () => {
  it('wakes at a poll of 30 s only, then at most four more or twice as many every 15 s', () => {
    const run = new Run(kedaHpa(SETTINGS));
    expect(run.decide(0, 0, 0).desired).toBe(0);
    expect(run.decide(15, 200, 0).desired).toBe(0); // between polls
    expect(run.decide(30, 200, 0).desired).toBe(1);
    // 200 / 5 = 40 wanted: max(1 + 4, 1 * 2), max(5 + 4, 5 * 2), max(14, 20)
    expect(run.decide(45, 200, 0, { launching: 1 }).desired).toBe(5);
    expect(run.decide(60, 200, 0, { launching: 5 }).desired).toBe(10);
    expect(run.decide(75, 190, 10, { launching: 10 })).toMatchObject({ desired: 20, launch: 10 });
  });

  it('counts what is in flight', () => {
    const run = new Run(kedaHpa(SETTINGS));
    run.decide(0, 0, 3);
    expect(run.decide(15, 3, 17, { ready: 1 }).desired).toBe(4); // 20 / 5
  });

  it('leaves it within a tenth of the target', () => {
    const run = new Run(kedaHpa({ ...SETTINGS, minWorkers: 10 }));
    run.decide(0, 50, 0, { ready: 10 });
    expect(run.decide(15, 54, 0, { ready: 10 }).desired).toBe(10); // 54 / (5 * 10) = 1.08
    expect(run.decide(30, 56, 0, { ready: 10 }).desired).toBe(12); // 1.12, 56 / 5 = 11.2
  });

  it('goes down to the highest of what it wanted within 300 s', () => {
    const run = new Run(kedaHpa(SETTINGS));
    run.decide(0, 20, 0);
    expect(run.decide(15, 20, 0, { ready: 1 }).desired).toBe(4); // wanted 4 at 15 s
    expect(run.decide(30, 15, 0, { ready: 4 }).desired).toBe(4); // 3 at 30 s
    for (let nowS = 45; nowS <= 300; nowS += 15) {
      expect(run.decide(nowS, 5, 0, { ready: 4 }).desired).toBe(4); // 1 from 45 s on
    }
    expect(run.decide(315, 5, 0, { ready: 4 }).desired).toBe(3);
    expect(run.decide(330, 5, 0, { ready: 3 }).desired).toBe(1);
  });

  it('goes to zero 300 s after the last poll that saw anything, whatever the HPA wants', () => {
    const run = new Run(kedaHpa(SETTINGS));
    run.decide(0, 50, 0);
    run.decide(15, 50, 0, { launching: 1 });
    run.decide(30, 50, 0, { ready: 5 });
    for (let nowS = 45; nowS < 330; nowS += 15) {
      expect(run.decide(nowS, 0, 0, { ready: 10 }).desired).toBeGreaterThan(0);
    }
    expect(run.decide(330, 0, 0, { ready: 10 })).toMatchObject({ desired: 0, action: 'drain' });
  });
});
