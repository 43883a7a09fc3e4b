import { describe, expect, it } from 'vitest';
import type { ArrivalTrace } from '../world';
import { type BoundInput, clairvoyantBound } from './clairvoyant-bound';

const world = { sloS: 60, serviceS: 1.5, slots: 1, maxWorkers: 100, bootS: 52, minBillS: 60 };

/** One second per bin: so many messages in these. */
function arrivals(counts: Record<number, number>): ArrivalTrace {
  const length = Math.max(...Object.keys(counts).map(Number)) + 1;
  return { name: 'test', binS: 1, counts: Array.from({ length }, (_, tS) => counts[tS] ?? 0) };
}
const steady = (perMinute: number, minutes: number): ArrivalTrace => ({
  name: 'steady',
  binS: 60,
  counts: Array<number>(minutes).fill(perMinute),
});
const costS = (counts: Record<number, number> | ArrivalTrace, change: Partial<BoundInput> = {}): number => {
  const trace = 'binS' in counts ? counts : arrivals(counts);
  return clairvoyantBound({ ...world, ...change, trace }).instanceS;
};

describe('clairvoyant bound', { timeout: 60_000 }, () => {
  it('costs nothing where nothing arrives', () => {
    expect(clairvoyantBound({ ...world, trace: steady(0, 10) })).toMatchObject({ instanceS: 0, workS: 0 });
  });

  it('bills one request its minimum, and its boot and work where these are longer', () => {
    expect(costS({ 5: 1 })).toBe(60);
    expect(costS({ 5: 20 })).toBe(52 + 30);
    expect(costS({ 5: 1 }, { minBillS: 0 })).toBe(53.5);
  });

  it('serves two requests by one start where the first can wait for the second', () => {
    expect(costS({ 5: 1, 55: 1 })).toBe(60);
  });

  it('keeps a machine through a gap that is shorter than the boot', () => {
    // The first one begins when it has to, at 5.5 + 58.5; the second one is done at 105.5 + 1.5.
    const keptS = 107 - 64;
    expect(costS({ 5: 1, 105: 1 })).toBeGreaterThan(52 + keptS - 2);
    expect(costS({ 5: 1, 105: 1 })).toBeLessThanOrEqual(52 + keptS);
  });

  it('starts twice where the gap is longer', () => {
    expect(costS({ 5: 1, 605: 1 })).toBe(2 * 60);
    expect(costS({ 5: 20, 605: 20 })).toBe(2 * (52 + 30));
    expect(costS({ name: 'every ten minutes', binS: 600, counts: [1, 1, 1, 1, 1, 1] })).toBe(6 * 60);
  });

  it('answers 200 at once within 120 s by the fewest starts, three', () => {
    expect(costS({ 5: 200 }, { sloS: 120 })).toBe(3 * 52 + 300);
    expect(costS({ 5: 200 }, { sloS: 120, slots: 2 })).toBe(2 * 52 + 150);
  });

  it('lets a second machine work by turns where the load is 1.28 machines', () => {
    const load = 0.85 * 1.5;
    const hoursS = 10 * 3600;
    // Off while the work of 118.5 s gathers, on until it is done.
    const gatheredS = 118.5 * load;
    const cycleS = gatheredS / (load - 1) + gatheredS / (2 - load);
    const bestS = load * hoursS + 52 * (1 + hoursS / cycleS);
    const boundS = costS(steady(51, 600), { sloS: 120 });
    expect(boundS / bestS).toBeGreaterThan(0.99);
    expect(boundS / bestS).toBeLessThanOrEqual(1);
  });

  it('pays starts for a flash on a plateau, and the plateau its machines', () => {
    // Two machines all the time; ten more a second for a minute are 900 s of work that 118.5 s more may take.
    const counts = Array.from({ length: 120 }, (_, minute) => (minute === 60 ? 80 + 600 : 80));
    const boundS = costS({ name: 'flash', binS: 60, counts }, { sloS: 120 });
    const workS = (120 * 80 + 600) * 1.5;
    // Within 60 + 118.5 s two machines and k more do 178.5 (2 + k) s of work, of 357 + 900.
    const starts = 2 + Math.ceil(900 / 178.5);
    expect(boundS).toBeGreaterThan((workS + 52 * starts) * 0.99);
    expect(boundS).toBeLessThanOrEqual(workS + 52 * starts + 5);
  });

  it('forgives what may be missed: the dearest messages', () => {
    const two = { 5: 20, 605: 1 };
    expect(costS(two)).toBe(52 + 30 + 60);
    const forgivenS = costS(two, { allowedMisses: 1 / 21 });
    expect(forgivenS).toBeGreaterThan(75);
    expect(forgivenS).toBeLessThanOrEqual(52 + 30 + 1e-6);
    expect(costS(two, { allowedMisses: 1 })).toBe(0);
  });

  it('says so where even a clairvoyant needs more machines than there may be', () => {
    const bound = clairvoyantBound({ ...world, maxWorkers: 2, sloS: 120, trace: arrivals({ 5: 200 }) });
    expect(bound).toMatchObject({ instanceS: 456, withinMaxWorkers: false });
  });

  it('bills each of two machines its minimum where that is longer than two boots', () => {
    expect(costS({ 5: 1 }, { bootS: 20 })).toBe(60);
    expect(costS({ 5: 60 }, { bootS: 20, minBillS: 80 })).toBeGreaterThan(2 * 80 * 0.9);
  });

  it('takes a message that lasts longer than the boot', () => {
    expect(costS({ 5: 1 }, { serviceS: 100, sloS: 150 })).toBe(152);
  });

  it('is nothing but the work where a start is free', () => {
    expect(clairvoyantBound({ ...world, bootS: 0, trace: arrivals({ 5: 10 }) })).toMatchObject({
      instanceS: 15,
      method: 'work',
    });
  });

  it('is fluid where there are too many machines to look at each', () => {
    const day = Array.from(
      { length: 1440 },
      (_, minute) => 60 * Math.round(3000 + 2000 * Math.sin(minute / 229)),
    );
    const bound = clairvoyantBound({
      ...world,
      maxWorkers: 10_000,
      trace: { name: 'many', binS: 60, counts: day },
    });
    const machines = 1.5 * 5000; // at the first of the peaks
    expect(bound.method).toBe('fluid');
    expect(bound.instanceS).toBeGreaterThan(bound.workS + 52 * machines * 0.9);
    expect(bound.instanceS).toBeLessThan(bound.workS * 1.01);
  });
});
