import { describe, expect, it } from 'vitest';
import { buildkite } from './buildkite';
import { courseProject } from './course-project';
import { fixedMean, fixedPeak, meanRate, peakRate } from './fixed-size';
import { Run, SETTINGS } from './seen.fixture';

describe('the Buildkite scaler', () => {
  it('wants as many instances as all jobs have agents to run on, at every look', () => {
    const run = new Run(buildkite({ ...SETTINGS, slots: 4 }));
    expect(run.decide(0, 5, 4)).toMatchObject({ desired: 3, launch: 3 }); // 9 / 4
    expect(run.decide(10, 0, 4, { ready: 3, busy: 1 })).toMatchObject({ desired: 1, drain: ['r-1', 'r-2'] });
    expect(run.decide(20, 0, 0, { ready: 1 })).toMatchObject({ desired: 0, drain: ['r-0'] });
  });
});

describe('the course project', () => {
  it('launches again what boots already, up to the maximum', () => {
    const run = new Run(courseProject(SETTINGS));
    expect(run.decide(0, 8, 0).launch).toBe(8);
    expect(run.decide(30, 8, 0, { launching: 8 }).launch).toBe(8);
    expect(run.decide(60, 8, 0, { launching: 16 }).launch).toBe(4);
  });

  it('terminates all after two checks that saw nothing waiting, whatever is in flight', () => {
    const run = new Run(courseProject(SETTINGS));
    run.decide(0, 3, 0);
    expect(run.decide(30, 0, 3, { ready: 3, busy: 3 }).action).toBe('hold');
    expect(run.decide(60, 0, 3, { ready: 3, busy: 3 }).drain).toHaveLength(3);
  });
});

describe('a fixed size', () => {
  const trace = { name: 't', binS: 10, counts: [20, 0, 100, 0, 0] }; // 10/s at most, 2.4/s on average

  it('is what the busiest bin keeps busy, or what the mean keeps busy four fifths of the time', () => {
    expect([peakRate(trace), meanRate(trace)]).toEqual([10, 2.4]);
    expect(new Run(fixedPeak(SETTINGS, trace)).decide(0, 0, 0).launch).toBe(15); // 10 * 1.5
    expect(new Run(fixedMean(SETTINGS, trace)).decide(0, 0, 0).launch).toBe(5); // 2.4 * 1.5 / 0.8 = 4.5
    expect(new Run(fixedPeak({ ...SETTINGS, slots: 4 }, trace)).decide(0, 0, 0).launch).toBe(4); // 3.75
  });

  it('is at most the maximum, and launches again what was lost', () => {
    const run = new Run(fixedPeak({ ...SETTINGS, maxWorkers: 9 }, trace));
    expect(run.decide(0, 0, 0).launch).toBe(9);
    expect(run.decide(10, 0, 0, { ready: 7 }).launch).toBe(2);
    expect(run.decide(20, 0, 0, { ready: 9 })).toMatchObject({ launch: 0, drain: [] });
  });
});
