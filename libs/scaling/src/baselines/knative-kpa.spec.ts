import { describe, expect, it } from 'vitest';
import { knativeKpa } from './knative-kpa';
import { Run, SETTINGS } from './seen.fixture';

describe('the Knative autoscaler', () => {
  it('divides the concurrency by 0.7 of the slots, and averages over what it has measured since zero', () => {
    const run = new Run(knativeKpa({ ...SETTINGS, slots: 4 }));
    for (let nowS = 0; nowS < 120; nowS += 2) expect(run.decide(nowS, 0, 0).desired).toBe(0);
    expect(run.decide(120, 10, 0).desired).toBe(4); // 10 / 2.8 = 3.57
    // Over 6 s (10 + 28) / 2 = 19, 19 / 2.8 = 6.8
    expect(run.decide(122, 20, 8, { launching: 4 }).desired).toBe(7);
  });

  it('takes nobody away while in panic, which ends 60 s after the short window was below twice the ready ones', () => {
    const run = new Run(knativeKpa(SETTINGS));
    expect(run.decide(0, 7, 0).desired).toBe(10); // panic: 10 / max(1, 0 ready) >= 2
    const fleet = { ready: 10 };
    for (let nowS = 2; nowS <= 60; nowS += 2) expect(run.decide(nowS, 0, 7, fleet).desired).toBe(10);
    // 10 are wanted of 10 ready: not over the threshold since 0 s. Now less comes.
    expect(run.decide(62, 0, 1, fleet).desired).toBe(10); // (29 * 7 + 1) / 30 = 6.8, / 0.7 = 9.7
    expect(run.decide(64, 0, 1, fleet).desired).toBe(10); // 6.6, / 0.7 = 9.4
    expect(run.decide(66, 0, 1, fleet).desired).toBe(10); // 6.4, / 0.7 = 9.14
    expect(run.decide(68, 0, 1, fleet)).toMatchObject({ desired: 9, action: 'drain' }); // 6.2, / 0.7 = 8.9
  });

  it('takes at most half of the ready ones at a time', () => {
    const run = new Run(knativeKpa(SETTINGS));
    for (let nowS = 0; nowS < 60; nowS += 2) run.decide(nowS, 0, 0, { ready: 9 });
    expect(run.decide(60, 0, 0, { ready: 9 }).desired).toBe(4);
  });

  it('keeps the last one for 30 s after nothing was wanted any more', () => {
    const run = new Run(knativeKpa(SETTINGS));
    run.decide(0, 0, 1, { ready: 1 }); // 1 / 0.7 wants 2: panic, as 2 is twice 1
    run.decide(2, 0, 1, { ready: 2 });
    for (let nowS = 4; nowS <= 60; nowS += 2) expect(run.decide(nowS, 0, 0, { ready: 2 }).desired).toBe(2);
    expect(run.decide(62, 0, 0, { ready: 2 }).desired).toBe(1); // at most half of two
    for (let nowS = 64; nowS < 94; nowS += 2) expect(run.decide(nowS, 0, 0, { ready: 1 }).desired).toBe(1);
    expect(run.decide(94, 0, 0, { ready: 1 })).toMatchObject({ desired: 0, drain: ['r-0'] });
  });
});
