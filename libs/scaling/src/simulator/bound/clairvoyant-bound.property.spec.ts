import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BoundInput, clairvoyantBound } from './clairvoyant-bound';
import { fluidCostS } from './fluid-bound';
import { WorkTube } from './work-tube';

const BIN_S = 10;
const PATIENCE_MS = 120_000;

/** How many machines and at which multiples of time a schedule may have. Small enough to try every one. */
interface Choices {
  machines: number;
  stepS: number;
}
const CHOICES: readonly Choices[] = [
  { machines: 1, stepS: 5 },
  { machines: 2, stepS: 10 },
];

const worlds: fc.Arbitrary<BoundInput> = fc.record({
  trace: fc
    .array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 4 })), {
      minLength: 1,
      maxLength: 6,
    })
    .filter((counts) => counts.some((count) => count > 0))
    .map((counts) => ({ name: 'random', binS: BIN_S, counts })),
  sloS: fc.integer({ min: 8, max: 30 }),
  serviceS: fc.constantFrom(1, 2.5, 4, 7),
  slots: fc.constantFrom(1, 2),
  maxWorkers: fc.constant(2),
  bootS: fc.integer({ min: 5, max: 40 }),
  minBillS: fc.integer({ min: 0, max: 60 }),
});

/** The cheapest of all schedules with so many ready machines in each step, messages one by one. Infinity: none does. */
function bruteForceS(input: BoundInput, { machines, stepS }: Choices): number {
  const { trace, sloS } = input;
  const arrivals = trace.counts.flatMap((n, bin) =>
    Array.from({ length: n }, (_, i) => (bin + (i + 0.5) / n) * BIN_S),
  );
  const steps = Math.ceil((trace.counts.length * BIN_S + sloS) / stepS);
  const ready = Array<number>(steps).fill(0);
  let bestS = Infinity;
  const tryFrom = (step: number): void => {
    if (step === steps) {
      bestS = Math.min(bestS, costS(ready, stepS, arrivals, input));
      return;
    }
    for (ready[step] = 0; ready[step] <= machines; ready[step]++) tryFrom(step + 1);
  };
  tryFrom(0);
  return bestS;
}

/** Machines work from their first message to the end of their last one, first come first served, each as late as it is ready. */
function costS(
  ready: number[],
  stepS: number,
  arrivals: number[],
  { sloS, serviceS, slots, bootS, minBillS }: BoundInput,
): number {
  const stays: { fromS: number; untilS: number; free: number[]; usedFromS: number; usedUntilS: number }[] =
    [];
  const open: typeof stays = [];
  [...ready, 0].forEach((machines, step) => {
    const nowS = step * stepS;
    while (open.length > machines) open.shift()!.untilS = nowS;
    while (open.length < machines) {
      const stay = {
        fromS: nowS,
        untilS: Infinity,
        free: Array<number>(slots).fill(nowS),
        usedFromS: Infinity,
        usedUntilS: 0,
      };
      open.push(stay);
      stays.push(stay);
    }
  });
  for (const arrivedS of arrivals) {
    let best: { stay: (typeof stays)[number]; slot: number; startS: number } | undefined;
    for (const stay of stays) {
      stay.free.forEach((freeS, slot) => {
        const startS = Math.max(freeS, arrivedS);
        const fits = startS + serviceS <= Math.min(stay.untilS, arrivedS + sloS) + 1e-9;
        if (fits && (best === undefined || startS < best.startS)) best = { stay, slot, startS };
      });
    }
    if (best === undefined) return Infinity;
    const { stay, slot, startS } = best;
    stay.free[slot] = startS + serviceS;
    stay.usedFromS = Math.min(stay.usedFromS, startS);
    stay.usedUntilS = Math.max(stay.usedUntilS, startS + serviceS);
  }
  return stays
    .filter(({ usedUntilS }) => usedUntilS > 0)
    .reduce((sum, { usedFromS, usedUntilS }) => sum + Math.max(minBillS, bootS + usedUntilS - usedFromS), 0);
}

describe('clairvoyant bound, whatever arrives', { timeout: PATIENCE_MS }, () => {
  it('is at most what the cheapest schedule costs that brute force finds, and seldom far below', () => {
    const ratios: number[] = [];
    fc.assert(
      fc.property(worlds, (input) => {
        const { instanceS, withinMaxWorkers } = clairvoyantBound(input);
        const bestS = Math.min(...CHOICES.map((choices) => bruteForceS(input, choices)));
        if (bestS === Infinity) return;
        expect(withinMaxWorkers).toBe(true);
        expect(instanceS).toBeLessThanOrEqual(bestS + 1e-6);
        ratios.push(instanceS / bestS);
      }),
      { numRuns: 25 },
    );
    ratios.sort((a, b) => a - b);
    expect(ratios[Math.floor(ratios.length / 2)]).toBeGreaterThan(0.9);
  });
});

// The properties below need no brute force, so the worlds may be larger.
const larger: fc.Arbitrary<BoundInput> = fc.record({
  trace: fc
    .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 300 })), {
      minLength: 1,
      maxLength: 60,
    })
    .map((counts) => ({ name: 'random', binS: 60, counts })),
  sloS: fc.integer({ min: 20, max: 200 }),
  serviceS: fc.constantFrom(0.2, 1.5, 6),
  slots: fc.constantFrom(1, 3),
  maxWorkers: fc.constant(1000),
  bootS: fc.integer({ min: 10, max: 100 }),
  minBillS: fc.integer({ min: 0, max: 120 }),
});
/** Of times that are rounded to steps in the scheduler's favour, differently in each case. */
const ROUNDING = 1.05;
/** Where next to nothing is done, one start is most of it, and it is found or not by how the steps fall. */
const oneStartS = ({ bootS, minBillS }: { bootS: number; minBillS: number }) => Math.max(bootS, minBillS);

describe('clairvoyant bound, on an hour of arrivals', { timeout: PATIENCE_MS }, () => {
  it('is never below the work, nor below what a fluid of machines costs', () => {
    fc.assert(
      fc.property(larger, (input) => {
        const { instanceS, workS, method } = clairvoyantBound(input);
        expect(instanceS).toBeGreaterThanOrEqual(workS);
        if (method !== 'integer') return;
        const { trace, sloS, serviceS, slots, bootS } = input;
        const tube = new WorkTube(trace, sloS, serviceS);
        const fluidS = fluidCostS(tube, { machineS: serviceS / slots, sloS, startS: bootS, undoneS: 0 });
        expect(fluidS).toBeLessThanOrEqual(instanceS * ROUNDING);
      }),
      { numRuns: 40 },
    );
  });

  it('does not rise when more time is promised, or some arrivals may be missed', () => {
    fc.assert(
      fc.property(larger, fc.integer({ min: 1, max: 100 }), (input, moreS) => {
        const { instanceS } = clairvoyantBound(input);
        expect(clairvoyantBound({ ...input, sloS: input.sloS + moreS }).instanceS).toBeLessThanOrEqual(
          instanceS * ROUNDING + oneStartS(input),
        );
        expect(clairvoyantBound({ ...input, allowedMisses: 0.01 }).instanceS).toBeLessThanOrEqual(
          instanceS + 1e-6,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('does not fall when more arrives', () => {
    fc.assert(
      fc.property(larger, fc.nat(), fc.integer({ min: 1, max: 100 }), (input, somewhere, some) => {
        const bin = somewhere % input.trace.counts.length;
        const count = input.trace.counts[bin]!;
        // Three times as many, evenly spaced, arrive when the others did and in between.
        const counts = input.trace.counts.with(bin, count === 0 ? some : 3 * count);
        const withMore = clairvoyantBound({ ...input, trace: { ...input.trace, counts } });
        expect(withMore.instanceS * ROUNDING + oneStartS(input)).toBeGreaterThanOrEqual(
          clairvoyantBound(input).instanceS,
        );
      }),
      { numRuns: 40 },
    );
  });
});
