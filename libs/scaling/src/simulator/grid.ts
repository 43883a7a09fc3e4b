/** The simulated time: a grid of equal steps, counted from 0. */
export class Grid {
  constructor(readonly stepS: number) {}

  /** The nearest number of whole steps. */
  steps(timeS: number): number {
    return Math.round(timeS / this.stepS);
  }

  /** At least one step: what is begun now is never over at once. */
  stepsFromNow(timeS: number): number {
    return Math.max(1, this.steps(timeS));
  }

  seconds(steps: number): number {
    return steps * this.stepS;
  }
}

const COARSEST_STEP_S = 0.25;
const STEPS_PER_SERVICE = 6;
/** Finer steps cost memory and time in proportion; shorter services are as if their mean were this long. */
const FINEST_STEP_S = 0.025;

/** A step is a whole fraction of a second, so that bins and ticks of whole seconds lie on the grid. */
export function gridFor(serviceMeanS: number): Grid {
  const stepS = Math.max(FINEST_STEP_S, Math.min(COARSEST_STEP_S, serviceMeanS / STEPS_PER_SERVICE));
  return new Grid(1 / Math.ceil(1 / stepS - 1e-9));
}
