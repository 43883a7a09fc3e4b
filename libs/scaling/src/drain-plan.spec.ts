import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Capacity, type Drain, isEnough, workersForDeadline } from './drain-plan';

const RUNS = { numRuns: 500 };

const base: Drain = {
  backlog: 200,
  existing: [],
  further: { slots: 2, readyInS: 45 },
  maxWorkers: 20,
  serviceTimeS: 1.5,
  deadlineS: 60,
};

const copies = (count: number, capacity: Capacity) => Array.from({ length: count }, () => capacity);

/** The end of the drain found by handing each message to the slot that is free first. */
function simulatedEndS(capacities: Capacity[], backlog: number, serviceTimeS: number): number {
  const freeAtS = capacities.flatMap((one) => Array.from({ length: one.slots }, () => one.readyInS));
  let endS = 0;
  for (let message = 0; message < backlog; message++) {
    const first = freeAtS.indexOf(Math.min(...freeAtS));
    freeAtS[first] = freeAtS[first]! + serviceTimeS;
    endS = Math.max(endS, freeAtS[first]);
  }
  return endS;
}

describe('workersForDeadline', () => {
  it('buys for 200 messages as many workers as finish them in the time that is left after the boot', () => {
    // 15 s are left, a slot finishes 10 messages in them, a worker 20.
    expect(workersForDeadline(base)).toMatchObject({ workers: 10, verdict: 'meets-deadline' });
  });

  it('needs fewer new workers where ready ones share the work', () => {
    // A ready worker finishes 80 messages within 60 s; the other 120 take 6 new ones.
    const existing = copies(1, { slots: 2, readyInS: 0 });
    expect(workersForDeadline({ ...base, existing }).workers).toBe(7);
  });

  it('counts workers on their way with the time they still need', () => {
    const existing = copies(10, { slots: 2, readyInS: 30 });
    expect(workersForDeadline({ ...base, existing })).toMatchObject({
      workers: 5,
      verdict: 'meets-deadline',
    });
  });

  it('does not buy a worker that would be ready only after the others are done, even when they are late', () => {
    // One ready worker needs 22.5 s for 30 messages, a new one 45 s to boot.
    const existing = copies(1, { slots: 2, readyInS: 0 });
    const plan = workersForDeadline({ ...base, backlog: 30, existing, deadlineS: 10 });
    expect(plan).toMatchObject({ workers: 1, verdict: 'too-late-to-help', finishS: 22.5 });
  });

  it('buys no more slots than there are messages when the deadline is lost anyway', () => {
    const plan = workersForDeadline({ ...base, backlog: 5, deadlineS: 20 });
    expect(plan).toMatchObject({ workers: 3, verdict: 'slot-each' });
  });

  it('buys one worker for one message although it will be late', () => {
    expect(workersForDeadline({ ...base, backlog: 1, deadlineS: 1 }).workers).toBe(1);
  });

  it('stops at the maximum and says when that will be done', () => {
    const plan = workersForDeadline({ ...base, backlog: 100_000 });
    expect(plan).toMatchObject({ workers: 20, verdict: 'maximum' });
    expect(plan.finishS).toBeCloseTo(45 + (100_000 * 1.5) / 40);
  });

  it('needs nobody for nothing', () => {
    expect(workersForDeadline({ ...base, backlog: 0 }).workers).toBe(0);
  });

  it('counts whole messages per slot: within 2.5 service times a slot finishes two', () => {
    const drain = {
      ...base,
      further: { slots: 1, readyInS: 0 },
      serviceTimeS: 1,
      deadlineS: 2.5,
      backlog: 5,
    };
    expect(workersForDeadline(drain)).toMatchObject({ workers: 3, finishS: 2 });
  });

  it('tells when the last message is finished, not when the work would be if it were fluid', () => {
    // 5 messages on 2 slots take three rounds.
    const drain = { ...base, existing: copies(1, { slots: 2, readyInS: 0 }), backlog: 5 };
    expect(workersForDeadline(drain)).toMatchObject({ workers: 1, finishS: 4.5 });
  });
});

describe('workersForDeadline, for any fleet', { timeout: 60_000 }, () => {
  const capacity = fc.record({
    slots: fc.integer({ min: 1, max: 4 }),
    readyInS: fc.double({ min: 0, max: 60, noNaN: true }),
  });
  const drains = fc.record({
    backlog: fc.integer({ min: 1, max: 300 }),
    existing: fc.array(capacity, { maxLength: 8 }),
    further: capacity,
    maxWorkers: fc.integer({ min: 1, max: 12 }),
    serviceTimeS: fc.double({ min: 0.05, max: 5, noNaN: true }),
    deadlineS: fc.double({ min: 1, max: 120, noNaN: true }),
  });
  const used = (drain: Drain, workers: number) => {
    const existing = [...drain.existing].sort((a, b) => a.readyInS - b.readyInS);
    return Array.from({ length: workers }, (_, index) => existing[index] ?? drain.further);
  };

  it('meets the deadline when it says so, in a simulation of the slots', () => {
    fc.assert(
      fc.property(drains, (drain) => {
        const { workers, verdict } = workersForDeadline(drain);
        fc.pre(verdict === 'meets-deadline');
        const endS = simulatedEndS(used(drain, workers), drain.backlog, drain.serviceTimeS);
        expect(endS).toBeLessThanOrEqual(drain.deadlineS + 1e-6);
      }),
      RUNS,
    );
  });

  it('could not meet the deadline with one worker fewer', () => {
    fc.assert(
      fc.property(drains, (drain) => {
        const { workers, verdict } = workersForDeadline(drain);
        fc.pre(verdict === 'meets-deadline' && workers > 1);
        const endS = simulatedEndS(used(drain, workers - 1), drain.backlog, drain.serviceTimeS);
        expect(endS).toBeGreaterThan(drain.deadlineS - 1e-6);
      }),
      RUNS,
    );
  });

  it('tells the end of the drain', () => {
    fc.assert(
      fc.property(drains, (drain) => {
        const { workers, finishS } = workersForDeadline(drain);
        const endS = simulatedEndS(used(drain, workers), drain.backlog, drain.serviceTimeS);
        expect(finishS).toBeCloseTo(endS, 6);
      }),
      RUNS,
    );
  });

  it('never answers less for a longer backlog', () => {
    fc.assert(
      fc.property(drains, fc.integer({ min: 1, max: 300 }), (drain, more) => {
        const longer = { ...drain, backlog: drain.backlog + more };
        expect(workersForDeadline(longer).workers).toBeGreaterThanOrEqual(workersForDeadline(drain).workers);
      }),
      RUNS,
    );
  });

  it('finds its own answer enough whenever there may be as many as it wants', () => {
    fc.assert(
      fc.property(drains, (drain) => {
        const unlimited = { ...drain, maxWorkers: 100_000 };
        const { workers } = workersForDeadline(unlimited);
        fc.pre(workers >= drain.existing.length);
        expect(isEnough(unlimited, used(unlimited, workers))).toBe(true);
      }),
      RUNS,
    );
  });
});
