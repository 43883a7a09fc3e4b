import type { Demand } from './demand';
import { lateness } from './lateness';
import type { Supply } from './supply';

export interface FurtherQuestion {
  demand: Demand;
  supply: Supply;
  /** There may be so many more [workers] */
  room: number;
  /** What one more costs beside its work: boot and idle time [s of a machine] */
  startCostS: number;
  /** What it is worth that one message is not late [s of a machine] */
  lateCostS: number;
  /** Of the margin below the mean for workers on their way. */
  deviations: number;
}

export interface FurtherWorkers {
  workers: number;
  /** The fewest that do what a new worker can still do; the rest is bought since it pays. */
  needed: number;
  /** Messages later than promised, without any and with these. */
  lateWithout: number;
  lateWith: number;
  /** `maximum`: more would be wanted than there is room for. */
  verdict: 'enough-already' | 'meets-promise' | 'as-good-as-can-be' | 'maximum';
}

/** Less than half a message late is none. */
const NONE = 0.5;

/**
 * How many workers more. Needed are the fewest that keep every promise which a worker wished for now can keep at all;
 * beyond them, each must save late messages worth more than it costs.
 */
export function furtherWorkers(question: FurtherQuestion): FurtherWorkers {
  const { demand, supply, room, deviations } = question;
  const ready = supply.crew.ready;
  const known = new Map<number, { promised: number; attainable: number }>();
  const at = (further: number) => {
    let found = known.get(further);
    if (!found) known.set(further, (found = lateness(demand, supply, ready, further, deviations)));
    return found;
  };
  // What not even all that there is room for can do is no reason to buy them.
  const hopeless = at(0).attainable <= NONE ? 0 : at(room).attainable;
  const needed = fewest(room, (further) => at(further).attainable <= hopeless + NONE);
  const lateCost = (further: number) => at(further).promised * question.lateCostS;
  const workers = cheapest(needed, room, lateCost, question.startCostS);
  const lateWithout = at(0).promised;
  const lateWith = at(workers).promised;
  const verdict =
    lateWith > NONE && workers === room
      ? 'maximum'
      : workers === 0
        ? 'enough-already'
        : lateWith <= NONE
          ? 'meets-promise'
          : 'as-good-as-can-be';
  return { workers, needed, lateWithout, lateWith, verdict };
}

/** The smallest number for which it holds, given that it holds for `most` and then for every larger one. */
function fewest(most: number, holds: (count: number) => boolean): number {
  if (holds(0)) return 0;
  let fails = 0;
  let step = 1;
  while (fails + step < most && !holds(fails + step)) {
    fails += step;
    step *= 2;
  }
  let high = Math.min(most, fails + step);
  while (high - fails > 1) {
    const middle = (fails + high) >> 1;
    if (holds(middle)) high = middle;
    else fails = middle;
  }
  return high;
}

/** The cheapest number from `least` on, first by growing strides, then around the best of them. */
function cheapest(least: number, most: number, lateCost: (count: number) => number, each: number): number {
  const cost = (count: number) => lateCost(count) + count * each;
  let best = least;
  let stride = 1;
  for (let count = least + 1; count <= most;) {
    // Not even if nothing were late with so many would they be cheaper.
    if (count * each >= cost(best)) break;
    if (cost(count) < cost(best) - TINY) best = count;
    if (count === most) break;
    if (count - least >= 4 * stride) stride *= 2;
    count = Math.min(most, count + stride);
  }
  for (let width = stride >> 1; width >= 1; width >>= 1) {
    for (const count of [best - width, best + width]) {
      if (count >= least && count <= most && cost(count) < cost(best) - TINY) best = count;
    }
  }
  return best;
}

const TINY = 1e-9;
