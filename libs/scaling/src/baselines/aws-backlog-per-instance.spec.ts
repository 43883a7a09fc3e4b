import { describe, expect, it } from 'vitest';
import { awsBacklogPerInstance } from './aws-backlog-per-instance';
import { Run, SETTINGS } from './seen.fixture';

/** 60 s / 1.5 s: 40 messages for each instance. */
describe('AWS target tracking of the backlog per instance', () => {
  it('adds one to none after two datapoints of a backlog, each a minute old, and the next 300 s later', () => {
    const run = new Run(awsBacklogPerInstance(SETTINGS));
    expect(run.decide(0, 0, 0).desired).toBe(0);
    expect(run.decide(60, 90, 0).desired).toBe(0); // first measured
    expect(run.decide(120, 90, 0).desired).toBe(0); // first seen
    expect(run.decide(180, 90, 0)).toMatchObject({ desired: 1, launch: 1 }); // second seen
    for (let nowS = 240; nowS < 480; nowS += 60) {
      expect(run.decide(nowS, 90, 0, { launching: 1 }).desired).toBe(1);
    }
    expect(run.decide(480, 90, 0, { launching: 1 }).desired).toBe(2);
  });

  it('goes out after three datapoints above the target', () => {
    const run = new Run(awsBacklogPerInstance({ ...SETTINGS, minWorkers: 1 }));
    for (const nowS of [0, 60, 120]) {
      expect(run.decide(nowS, 130, 1, { ready: 1 }).desired).toBe(1);
    }
    expect(run.decide(180, 500, 1, { ready: 1 }).desired).toBe(4); // 130 / 40 = 3.25; the 500 is not seen yet
  });

  it('goes in after fifteen datapoints below nine tenths of the target', () => {
    const run = new Run(awsBacklogPerInstance(SETTINGS));
    for (const nowS of [0, 60, 120]) run.decide(nowS, 160, 0, { ready: 1 });
    expect(run.decide(180, 70, 0, { ready: 1 }).desired).toBe(4); // three of 160 of one
    for (let minute = 4; minute < 18; minute++) {
      expect(run.decide(60 * minute, 70, 0, { ready: 4 }).desired).toBe(4);
    }
    expect(run.decide(60 * 18, 70, 0, { ready: 4 }).desired).toBe(4); // 14 of 70 of four, one of 70 of one
    expect(run.decide(60 * 19, 70, 0, { ready: 4 })).toMatchObject({ desired: 2, action: 'drain' });
  });

  it('does not see what is in flight', () => {
    const run = new Run(awsBacklogPerInstance(SETTINGS));
    for (let nowS = 0; nowS < 600; nowS += 60) expect(run.decide(nowS, 0, 20).desired).toBe(0);
  });
});
