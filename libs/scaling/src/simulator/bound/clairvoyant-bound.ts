import type { ArrivalTrace } from '../world';
import { fluidCostS } from './fluid-bound';
import { IntegerSchedule } from './integer-schedule';
import { machineCaps } from './machine-caps';
import { maySuffice } from './sufficient';
import { type Block, BLOCK_S, planSteps, type Resolution, statesOf } from './step-plan';
import { WorkTube } from './work-tube';

export interface BoundInput {
  trace: ArrivalTrace;
  /** Promised time from acceptance to answer [s] */
  sloS: number;
  /** Mean time of one message on one slot [s] */
  serviceS: number;
  /** Messages that one worker handles at the same time. */
  slots: number;
  maxWorkers: number;
  /** Mean boot of a launch; it is billed [s] */
  bootS: number;
  /** Billed for each start at least [s] */
  minBillS: number;
  /** Share of the messages that need not be answered in time. Default: 0 */
  allowedMisses?: number;
}

/** What no scheduler can go below, whatever it knows in advance [machine seconds] */
export interface ClairvoyantBound {
  instanceS: number;
  /** Of that, the work itself. */
  workS: number;
  /** `integer`: whole machines, by dynamic programming; `fluid`: any number of them, by linear duality; `work`: nothing beyond it. */
  method: 'integer' | 'fluid' | 'work';
  /** False: even a clairvoyant would need more than `maxWorkers`; the bound is for one who has them. */
  withinMaxWorkers: boolean;
}

/** From the finest to the coarsest: the first one is taken that is cheap enough. */
const RESOLUTIONS: readonly Resolution[] = [
  { stepsPerDelay: 40, maxQuanta: 96 },
  { stepsPerDelay: 20, maxQuanta: 96 },
  { stepsPerDelay: 20, maxQuanta: 48 },
  { stepsPerDelay: 10, maxQuanta: 48 },
  { stepsPerDelay: 6, maxQuanta: 24 },
];
const MAX_STATES = 60e6;
/** Of work left undone, tried from the price of the work to that of a machine for one message. */
const SKIP_PRICES = 6;
/** The schedule looks at the minimum bill of a machine that is alone: where it is longer than two boots, another start would avoid it. */
const MINIMUM_SHARES = [0, 0.5];

/**
 * The least billed machine time of a scheduler that knows all arrivals and the mean boot and service in advance, and answers every
 * message within `sloS` (but `allowedMisses` of them). A valid lower bound, see docs/adr/0010-clairvoyant-bound.md: each step
 * errs in favour of the scheduler. Messages arrive evenly spaced within the bins of the trace; for one that was drawn otherwise hand
 * in what was drawn, in short bins.
 */
export function clairvoyantBound(input: BoundInput): ClairvoyantBound {
  const { trace, sloS, serviceS, slots, bootS, maxWorkers, allowedMisses = 0 } = input;
  const tube = new WorkTube(trace, sloS, serviceS);
  const machineS = serviceS / slots;
  const workS = tube.total * machineS;
  const undoneS = Math.floor(tube.total * allowedMisses + 1e-9) * machineS;
  const leastS = workS - undoneS;
  const withinMaxWorkers = undoneS > 0 || maySuffice(tube, maxWorkers / machineS);
  if (leastS <= 0 || bootS <= 0) return { instanceS: leastS, workS, method: 'work', withinMaxWorkers };

  const plan = affordablePlan(tube, input, undoneS > 0 ? SKIP_PRICES : 1);
  if (plan === undefined) {
    const instanceS = fluidCostS(tube, { machineS, sloS, startS: bootS, undoneS });
    return { instanceS, workS, method: 'fluid', withinMaxWorkers };
  }
  const limited = plan.map((block) => ({ ...block, maxMachines: Math.min(block.maxMachines, maxWorkers) }));
  const integerS = integerCostS(tube, withinMaxWorkers ? limited : plan, input, undoneS);
  return { instanceS: Math.max(integerS, leastS), workS, method: 'integer', withinMaxWorkers };
}

/** @returns undefined where the states would be too many */
function affordablePlan(tube: WorkTube, input: BoundInput, runs: number): Block[] | undefined {
  const { serviceS, slots, bootS } = input;
  const keepS = keptS(input);
  const caps = machineCaps(tube, slots / serviceS, BLOCK_S);
  if (caps === undefined) return undefined;
  for (const resolution of RESOLUTIONS) {
    const plan = planSteps(tube, caps, serviceS / slots, keepS, bootS, resolution);
    if (statesOf(plan, keepS) * runs <= MAX_STATES) return plan;
  }
  return undefined;
}

/** Each of the prices gives a bound; the highest one counts. */
function integerCostS(tube: WorkTube, plan: readonly Block[], input: BoundInput, undoneS: number): number {
  const { serviceS, slots, bootS, minBillS } = input;
  const keepS = keptS(input);
  const dearestMessage = Math.max(2, Math.max(bootS + serviceS, minBillS) / (serviceS / slots));
  // Work left undone has a price, and what is allowed of it is given back: whatever the price, it is a bound (Lagrange).
  const skips = Array.from({ length: SKIP_PRICES }, (_, i) => dearestMessage ** ((i + 0.5) / SKIP_PRICES));
  // A start costs boot + time kept and at least the minimum, so at least any mean of the two.
  const minimumShares = keepS > bootS ? MINIMUM_SHARES : [0];
  const bounds = minimumShares.flatMap((share) =>
    (undoneS > 0 ? skips : [Infinity]).map((skip) => {
      const startS = bootS + (share / (1 - share)) * minBillS;
      const costS = (1 - share) * new IntegerSchedule(tube, { startS, keepS, skip }, plan).leastCostS();
      return undoneS > 0 ? costS - (1 - share) * skip * undoneS : costS;
    }),
  );
  return Math.max(...bounds);
}

/** What is billed of a start anyway once it is ready. */
function keptS({ bootS, minBillS }: BoundInput): number {
  return Math.max(0, minBillS - bootS);
}
