import { describe, expect, it } from 'vitest';
import { BootDistribution } from '../boot';
import { NOTHING_LASTS } from '../forecast/arrival-forecast';
import { type DemandInput, demandOf } from './demand';
import { lateness } from './lateness';
import { type Crew, supplyOf } from './supply';

const GRID = { steps: 100, stepS: 1 };
const bootOf = (p50S: number, p90S = p50S) => new BootDistribution({ p50S, p90S });

function demand(change: Partial<DemandInput>) {
  return demandOf({
    waiting: [],
    inHand: 0,
    forecast: { ...NOTHING_LASTS, dispersion: 1 },
    deviations: 0,
    deadlineS: 20,
    untilS: 30,
    attainableS: 30,
    grid: GRID,
    ...change,
  });
}

/** Ready ones and such as are on their way; each does one message a second. */
const supply = (crew: Partial<Crew>) =>
  supplyOf({ ready: 0, booting: [], next: bootOf(30), messagesPerS: 1, ...crew }, GRID);

const waiting = (count: number, ageS = 0) => ({ waiting: [{ ageS, count }] });

describe('lateness', () => {
  it('is none where those at work are done in time, and what they leave undone otherwise', () => {
    // Two workers do 40 messages in the 20 seconds that are promised.
    const crew = supply({});
    expect(lateness(demand(waiting(40)), crew, 2, 0, 0).promised).toBeCloseTo(0);
    expect(lateness(demand(waiting(50)), crew, 2, 0, 0).promised).toBeCloseTo(10);
    expect(lateness(demand(waiting(50)), crew, 0, 0, 0).promised).toBeCloseTo(50);
  });

  it('counts from the age of what waits', () => {
    expect(lateness(demand(waiting(40, 5)), supply({}), 2, 0, 0).promised).toBeCloseTo(10);
    expect(lateness(demand(waiting(40, 99)), supply({}), 2, 0, 0).promised).toBeCloseTo(38);
  });

  it('serves who came first: what comes later is late because of them', () => {
    const both = [
      { ageS: 15, count: 20 },
      { ageS: 0, count: 20 },
    ];
    // The first five are in time, 15 are late; and by second 20 only 20 are done, none of the younger ones.
    expect(lateness(demand({ waiting: both }), supply({}), 1, 0, 0).promised).toBeCloseTo(15 + 20);
  });

  it('does not do before its arrival what is expected to arrive', () => {
    // One message a second until second 30, each to be done within 20: one worker does them as they come.
    const steady = demand({ forecast: { ...NOTHING_LASTS, ratePerS: 1, dispersion: 1 } });
    expect(lateness(steady, supply({}), 1, 0, 0).promised).toBeCloseTo(0);
    // Half of one has done the n-th after 2 n seconds, which is promised after 20 + n: the last 10 are late.
    const byHalf = lateness(steady, supply({}), 0.5, 0, 0).promised;
    expect(Math.abs(byHalf - 10)).toBeLessThanOrEqual(1);
    expect(lateness(steady, supply({}), 0, 0, 0).promised).toBeCloseTo(30);
  });

  it('takes what is in hand for half done', () => {
    const inHand = demand({ inHand: 10 });
    expect(inHand.arrived[0]).toBeCloseTo(5);
    expect(lateness(inHand, supply({}), 5, 0, 0).promised).toBeCloseTo(0);
  });

  it('reckons with workers on their way from their readiness on', () => {
    const booting = [{ boot: bootOf(10), ageS: 4, count: 1 }]; // ready in 6 s: 14 messages by second 20
    expect(lateness(demand(waiting(14)), supply({ booting }), 0, 0, 0).promised).toBeCloseTo(0);
    expect(lateness(demand(waiting(20)), supply({ booting }), 0, 0, 0).promised).toBeCloseTo(6);
  });

  it('reckons with less of them the less is known of their boot', () => {
    const late = (p90S: number, deviations: number) =>
      lateness(
        demand(waiting(60)),
        supply({ booting: [{ boot: bootOf(10, p90S), ageS: 0, count: 6 }] }),
        0,
        0,
        deviations,
      ).promised;
    expect(late(10, 0)).toBeCloseTo(0);
    expect(late(20, 0)).toBeGreaterThan(0);
    expect(late(20, 1)).toBeGreaterThan(late(20, 0));
    expect(late(10, 1)).toBeCloseTo(late(10, 0));
  });

  it('gives what nobody could make one promise more', () => {
    // A worker wished for now is ready at 30: due at 20 cannot be kept, so it is due at 40 instead.
    const { promised, attainable } = lateness(demand(waiting(10)), supply({}), 0, 1, 0);
    expect(promised).toBeCloseTo(10);
    expect(attainable).toBeCloseTo(0);
    expect(lateness(demand(waiting(15)), supply({}), 0, 1, 0).attainable).toBeCloseTo(5);
    expect(lateness(demand(waiting(15)), supply({}), 0, 2, 0).attainable).toBeCloseTo(0);
  });

  it('sees that more workers help where all is late with them too', () => {
    const aged = Array.from({ length: 20 }, (_, index) => ({ ageS: 19.5 - index, count: 10 }));
    const behind = (further: number) =>
      lateness(demand({ waiting: aged }), supply({}), 0, further, 0).attainable;
    expect(behind(5)).toBeLessThan(behind(4) - 5);
    expect(behind(1)).toBeLessThan(behind(0) - 5);
  });
});
