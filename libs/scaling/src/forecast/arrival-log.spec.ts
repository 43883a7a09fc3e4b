import { describe, expect, it } from 'vitest';
import { type ArrivalLog, arrivedWithin, continued, emptyLog, memoryOf, waitingCohorts } from './arrival-log';

const MEMORY_S = 600;
const NEW = { ...emptyLog(0, 60), total: 0 };

/** The log after looks at these times [s], each with what was counted in all until then. */
function logOf(...looks: [atS: number, total: number][]): ArrivalLog {
  return looks.reduce<ArrivalLog>((log, [atS, total]) => continued(log, atS * 1000, total, MEMORY_S), NEW);
}

/** 5, 10, and 1 in the two seconds since. */
const log = logOf([4, 5], [5.5, 5], [9, 15], [10.5, 15], [12, 16]);

describe('emptyLog', () => {
  it('divides the promised time into twelve buckets of half a second to five seconds', () => {
    expect([1, 24, 60, 3600].map((deadlineS) => emptyLog(0, deadlineS).bucketS)).toEqual([0.5, 2, 5, 5]);
  });
});

describe('continued', () => {
  it('puts what arrived into the bucket of its time', () => {
    const log = logOf([2, 3], [4, 4], [6, 4], [9, 10], [10.5, 10], [11, 11]);
    expect(log).toMatchObject({ counts: [4, 6, 1], startMs: 10_000, atMs: 11_000, total: 11 });
    expect(memoryOf(log)).toBe(11);
  });

  it('spreads what arrived while nobody looked evenly over that time', () => {
    expect(logOf([1, 0], [21, 40]).counts).toEqual([8, 10, 10, 10, 2]);
  });

  it('counts from nothing when counting has begun anew, and nothing when it has just begun', () => {
    expect(logOf([1, 100], [2, 7]).counts).toEqual([107]);
    expect(continued(emptyLog(0, 60), 1000, 5000, MEMORY_S).counts).toEqual([0]);
  });

  it('remembers only so far back, also after a long silence', () => {
    const log = logOf([1, 0], [7200, 7199]);
    expect(log.counts).toHaveLength(MEMORY_S / 5);
    for (const count of log.counts.slice(0, -1)) expect(count).toBeCloseTo(5);
    expect(arrivedWithin(log, 60, 0)).toBeCloseTo(60);
  });

  it('remembers as far back as it is told to, and ten minutes at least', () => {
    const looks = Array.from({ length: 400 }, (_, index) => 5 * index);
    const grown = (memoryS: number) =>
      memoryOf(looks.reduce<ArrivalLog>((log, atS) => continued(log, atS * 1000, atS, memoryS), NEW));
    expect(grown(10)).toBe(595);
    expect(grown(1000)).toBe(995);
  });

  it('is not confused by a clock that goes back', () => {
    expect(logOf([20, 10], [15, 12]).counts.reduce((sum, one) => sum + one)).toBeCloseTo(12);
  });
});

describe('arrivedWithin', () => {
  it('takes whole buckets and a share of the oldest', () => {
    expect(arrivedWithin(log, 2, 0)).toBe(1);
    expect(arrivedWithin(log, 7, 0)).toBe(11);
    expect(arrivedWithin(log, 7, 2)).toBe(10);
    expect(arrivedWithin(log, 4, 0)).toBe(5);
    expect(arrivedWithin(log, 500, 0)).toBe(16);
  });
});

describe('waitingCohorts', () => {
  it('takes those who wait for the newest that arrived, each as old as the middle of its bucket', () => {
    expect(waitingCohorts(log, 16, 0)).toEqual([
      { ageS: 9.5, count: 5 },
      { ageS: 4.5, count: 10 },
      { ageS: 1, count: 1 },
    ]);
    expect(waitingCohorts(log, 3, 0)).toEqual([
      { ageS: 4.5, count: 2 },
      { ageS: 1, count: 1 },
    ]);
    expect(waitingCohorts(log, 0, 0)).toEqual([]);
  });

  it('takes more than ever arrived for as old as the oldest is known to be, and as old as the log at least', () => {
    expect(waitingCohorts(log, 20, 700)[0]).toEqual({ ageS: 700, count: 4 });
    expect(waitingCohorts(log, 20, 0)[0]).toEqual({ ageS: 9.5, count: 4 });
  });
});
