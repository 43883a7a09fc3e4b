import { type Demand, MOST_STEPS } from './demand';
import { doneBy, type Supply } from './supply';

/** Written anew by each call: a fleet is looked at hundreds of times for one decision. */
const scratch = new Float64Array(MOST_STEPS);

/** How much of what is due will be late with so many workers. */
export interface Lateness {
  /** Later than promised [messages] */
  promised: number;
  /**
   * Of what even a new worker could make: the most that is behind at any moment [messages]. Not how many are late: where
   * all are, be it by little, nobody more would be seen to help.
   */
  attainable: number;
}

/**
 * Messages are served in the order in which they arrive, none before it does, by the supply's workers and `further` ones
 * wished for now; as a fluid, since what matters here are tens of messages.
 *
 * @param ready workers that are ready; not the crew's own where somebody may leave
 */
export function lateness(
  demand: Demand,
  supply: Supply,
  ready: number,
  further: number,
  deviations: number,
): Lateness {
  const { steps } = demand.grid;
  const done = doneBy(supply, ready, further, deviations, scratch.subarray(0, steps));
  let served = 0;
  let doneBefore = 0;
  let promisedBefore = 0;
  let promised = 0;
  let attainable = 0;
  for (let step = 0; step < steps; step++) {
    served = Math.min(demand.arrived[step]!, served + done[step]! - doneBefore);
    doneBefore = done[step]!;
    const due = demand.promised[step]!;
    const must = demand.attainable[step]!;
    const late = Math.max(0, due - Math.max(served, promisedBefore));
    promised += late;
    if (ready === 0 && due > promisedBefore) {
      // With few workers on their way the mean says little: it may be that none of them comes in time.
      const none = supply.booting.noneReady[step]! * supply.next.noneReady[step]! ** further;
      promised += none * (due - promisedBefore - late);
    }
    attainable = Math.max(attainable, must - served);
    promisedBefore = due;
  }
  return { promised, attainable };
}
