import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IntegerSchedule } from './integer-schedule';
import { machineCaps } from './machine-caps';
import { BLOCK_S, planSteps } from './step-plan';
import { WorkTube } from './work-tube';

const RESOLUTION = { stepsPerDelay: 10, maxQuanta: 48 };
const START_S = 52;
const SERVICE_S = 1.5;

it(
  'caps at no more machines than an optimal schedule has: with some more nothing gets cheaper',
  { timeout: 60_000 },
  () => {
    const bursts = fc.array(
      fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 400 })),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(
        bursts,
        fc.constantFrom(10, 60),
        fc.integer({ min: 15, max: 200 }),
        (counts, binS, sloS) => {
          fc.pre(counts.some((count) => count > 0));
          const tube = new WorkTube({ name: 'random', binS, counts }, sloS, SERVICE_S);
          const caps = machineCaps(tube, 1 / SERVICE_S, BLOCK_S)!;
          const plan = planSteps(tube, caps, SERVICE_S, 0, START_S, RESOLUTION);
          const prices = { startS: START_S, keepS: 0, skip: Infinity };
          const roomy = plan.map((block) => ({ ...block, maxMachines: block.maxMachines + 5 }));
          const cappedS = new IntegerSchedule(tube, prices, plan).leastCostS();
          expect(new IntegerSchedule(tube, prices, roomy).leastCostS()).toBeCloseTo(cappedS, 6);
        },
      ),
      { numRuns: 50 },
    );
  },
);
