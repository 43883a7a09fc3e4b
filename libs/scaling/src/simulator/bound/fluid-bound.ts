import { groupByWindow, type WorkGroup } from './work-groups';
import type { WorkTube } from './work-tube';
import { WorthSearch } from './worth-search';

const MAX_STEPS = 20_000;
const MAX_STEPS_PER_SLO = 8;
const ROUNDS = 1500;
const ROUNDS_PER_LOOK = 50;

export interface FluidInput {
  /** Work of one message [machine seconds] */
  machineS: number;
  sloS: number;
  startS: number;
  /** Work that may be left undone [machine seconds] */
  undoneS: number;
}

/**
 * A bound for any number of machines [machine seconds], by duality of the linear relaxation.
 *
 * Let w(t), from 0 to the price of a start, be what a ready machine is worth. A machine second of work at t is charged
 * q(t) = 1 - w'(t): the time, and what the machine loses or gains in worth meanwhile. Where q >= 0 no machine is charged more than it
 * costs: from a to b at most b - a + w(a) - w(b), its time and a start. So every schedule costs at least what its work is
 * charged, and each message at least the lowest charge between its arrival and its deadline. Every such w gives a valid bound;
 * `WorthSearch` looks for a good one. Steps last as long as a start costs or longer, so q >= 0 always.
 */
export function fluidCostS(tube: WorkTube, { machineS, sloS, startS, undoneS }: FluidInput): number {
  const workS = tube.total * machineS;
  if (startS === 0) return workS - undoneS;
  const stepS = Math.max(startS, sloS / MAX_STEPS_PER_SLO, tube.endS / MAX_STEPS);
  const groups = groupByWindow(tube, machineS, sloS, stepS);
  const search = new WorthSearch(groups, stepS, startS);
  let bestS = workS - undoneS;
  for (let round = 1; round <= ROUNDS; round++) {
    search.improve();
    if (round % ROUNDS_PER_LOOK > 0) continue;
    for (const worth of [search.worth, search.meanWorth]) {
      bestS = Math.max(bestS, chargedS(groups, worth, stepS, undoneS));
    }
  }
  return bestS;
}

/** The lowest charge for all of the work but the dearest `undoneS`. */
function chargedS(groups: readonly WorkGroup[], worth: Float64Array, stepS: number, undoneS: number): number {
  const charges = groups.map(({ workS, first, last }) => {
    let charge = Infinity;
    for (let step = first; step <= last; step++) {
      charge = Math.min(charge, 1 - (worth[step + 1]! - worth[step]!) / stepS);
    }
    return { workS, charge };
  });
  if (undoneS > 0) charges.sort((a, b) => b.charge - a.charge);
  let leftS = undoneS;
  return charges.reduce((sum, { workS, charge }) => {
    const omittedS = Math.min(leftS, workS);
    leftS -= omittedS;
    return sum + (workS - omittedS) * charge;
  }, 0);
}
