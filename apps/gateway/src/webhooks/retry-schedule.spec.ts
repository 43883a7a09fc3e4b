import { describe, expect, it } from 'vitest';
import { RetrySchedule } from './retry-schedule';

describe('the pauses between attempts', () => {
  it('follow the schedule, and then there is no further attempt', () => {
    const schedule = new RetrySchedule([5, 300], () => 0.5);
    expect([1, 2, 3].map((failures) => schedule.pauseMs(failures))).toEqual([5_000, 300_000, undefined]);
  });

  it('differ by a tenth at most, and stay below the 12 hours for which SQS hides a message', () => {
    expect(new RetrySchedule([10], () => 0).pauseMs(1)).toBe(9_000);
    expect(new RetrySchedule([39_000], () => 1).pauseMs(1)).toBeLessThanOrEqual(12 * 3600 * 1000);
    expect(new RetrySchedule([10]).longestPauseMs(1)).toBeCloseTo(11_000);
    expect(new RetrySchedule([10]).longestPauseMs(0)).toBe(0);
  });
});
