import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BootDistribution, type BootTimes } from '../boot';
import { NOTHING_LASTS } from '../forecast/arrival-forecast';
import type { Cohort } from '../forecast/arrival-log';
import { demandOf } from './demand';
import { type FurtherQuestion, furtherWorkers } from './further-workers';
import { lateness } from './lateness';
import { supplyOf } from './supply';

const EXACTLY_45: BootTimes = { p50S: 45, p90S: 45 };
const GRID = { steps: 140, stepS: 2 };

interface Setting extends Partial<FurtherQuestion> {
  boot?: BootTimes;
  ready?: number;
  deadlineS?: number;
  attainableS?: number;
}

/** What to ask about those who wait, where a message takes 1.5 s and is promised within 120. */
function questionOf(waiting: Cohort[], setting: Setting = {}): FurtherQuestion {
  const { boot = EXACTLY_45, ready = 0, deadlineS = 120, attainableS = 46.5, ...question } = setting;
  const next = new BootDistribution(boot);
  return {
    demand: demandOf({
      waiting,
      inHand: 0,
      forecast: { ...NOTHING_LASTS, dispersion: 1 },
      deviations: 1,
      deadlineS,
      untilS: boot.p90S,
      attainableS,
      grid: GRID,
    }),
    supply: supplyOf({ ready, booting: [], next, messagesPerS: 1 / 1.5 }, GRID),
    room: 20,
    startCostS: 60,
    lateCostS: 30,
    deviations: 1,
    ...question,
  };
}

const answerTo = (waiting: Cohort[], setting?: Setting) => furtherWorkers(questionOf(waiting, setting));

const fresh = (count: number): Cohort[] => [{ ageS: 0, count }];
const aged = (count: number, ageS: number): Cohort[] => [{ ageS, count }];

describe('furtherWorkers', () => {
  it('asks for the fewest that do 200 messages within 120 s', () => {
    // After a boot of 45 s, 75 are left, in which each does 50.
    expect(answerTo(fresh(200))).toEqual({
      workers: 4,
      needed: 4,
      lateWithout: 200,
      lateWith: expect.closeTo(0) as number,
      verdict: 'meets-promise',
    });
    expect(answerTo(fresh(201)).workers).toBe(5);
    expect(answerTo(fresh(50)).workers).toBe(1);
  });

  it('counts on those at work', () => {
    // One of them does 80 in 120 s.
    expect(answerTo(fresh(160), { ready: 2 })).toMatchObject({ workers: 0, verdict: 'enough-already' });
    expect(answerTo(fresh(200), { ready: 2 }).workers).toBe(1);
  });

  it('buys more of them the less is known of their boot', () => {
    expect(answerTo(fresh(200), { boot: { p50S: 45, p90S: 70 } }).workers).toBeGreaterThan(4);
  });

  it('does not buy a worker that would be ready after the work is done, however late that is', () => {
    // Two at work do 60 messages, 45 s old, by second 45; promised was second 30, and 20 of them are late in any case.
    const rush = { ready: 2, deadlineS: 75, lateCostS: 100_000 };
    const answer = answerTo(aged(60, 45), rush);
    expect(answer).toMatchObject({ workers: 0, verdict: 'enough-already' });
    expect(answer.lateWithout).toBeCloseTo(20);
  });

  it('buys nobody for lateness that nobody can help, but somebody to do at all what is overdue', () => {
    expect(answerTo(aged(10, 500))).toMatchObject({ workers: 1, verdict: 'as-good-as-can-be' });
    expect(answerTo(aged(10, 500), { ready: 1 }).workers).toBe(0);
  });

  it('buys beyond what is needed only what saves more than it costs', () => {
    // Ready at 45 and due at 50: one does 3 of 12 in time. What is missed has another promise, and one worker keeps it.
    const due = { deadlineS: 50, attainableS: 51 };
    const answer = (lateCostS: number) => answerTo(fresh(12), { ...due, lateCostS });
    expect(answer(0)).toMatchObject({ needed: 1, workers: 1 });
    expect(answer(10)).toMatchObject({ workers: 1, verdict: 'as-good-as-can-be' });
    expect(answer(30)).toMatchObject({ workers: 4, verdict: 'meets-promise' });
  });

  it('stays within the room there is, and says that more would be wanted', () => {
    expect(answerTo(fresh(200), { room: 3 })).toMatchObject({ workers: 3, verdict: 'maximum' });
    expect(answerTo(fresh(200), { room: 4 })).toMatchObject({ workers: 4, verdict: 'meets-promise' });
    expect(answerTo(fresh(200), { room: 0 })).toMatchObject({ workers: 0, verdict: 'maximum' });
  });

  it('finds the same number among thousands', () => {
    expect(answerTo(fresh(50 * 1234), { room: 5000 }).workers).toBe(1234);
  });

  it('finds the cheapest number, or one that costs at most one start more, though it looks at some numbers only', () => {
    const cohorts = fc.array(fc.record({ ageS: fc.nat(150), count: fc.nat(300) }), { maxLength: 4 });
    fc.assert(
      fc.property(cohorts, fc.nat(40), fc.nat(300), fc.nat(3), (waiting, room, lateCostS, ready) => {
        const oldestFirst = waiting.sort((a, b) => b.ageS - a.ageS);
        const boot = { p50S: 45, p90S: 90 };
        const question = questionOf(oldestFirst, { room, lateCostS, ready, boot, attainableS: 91.5 });
        const { demand, supply, startCostS } = question;
        const { workers, needed } = furtherWorkers(question);
        const cost = (count: number) =>
          lateness(demand, supply, ready, count, 1).promised * lateCostS + count * startCostS;
        const costs = Array.from({ length: room - needed + 1 }, (_, index) => cost(needed + index));
        expect(cost(workers)).toBeLessThanOrEqual(Math.min(...costs) + startCostS);
      }),
      { numRuns: 100 },
    );
  });

  it('asks for nobody when nothing waits', () => {
    expect(answerTo([])).toMatchObject({ workers: 0, lateWithout: 0, verdict: 'enough-already' });
  });
});
