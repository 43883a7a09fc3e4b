import { type ArrivalForecast, arrivalsAtMost } from '../forecast/arrival-forecast';
import type { Cohort } from '../forecast/arrival-log';

/** A grid has no more steps than this. */
export const MOST_STEPS = 150;

/** Points of time at equal distances from now on, the first of them one step from now. */
export interface Grid {
  steps: number;
  stepS: number;
}

/** What has to be done by when; all of it counted from now on, in messages. */
export interface Demand {
  grid: Grid;
  /** What has arrived by the end of each step. */
  arrived: Float64Array;
  /** What is promised by the end of each step. */
  promised: Float64Array;
  /** The same, but what not even a new worker could keep is due one promise later. */
  attainable: Float64Array;
}

export interface DemandInput {
  /** Waiting, oldest first. */
  waiting: Cohort[];
  /** Being worked on; counts as half done. */
  inHand: number;
  forecast: ArrivalForecast;
  /** Of the margin above the forecast. */
  deviations: number;
  /** From acceptance to answer, less what is kept back for safety [s] */
  deadlineS: number;
  /** What arrives until then is planned for [s from now] */
  untilS: number;
  /** A worker wished for now is ready by then, with near certainty [s from now] */
  attainableS: number;
  grid: Grid;
}

export function demandOf(input: DemandInput): Demand {
  const { grid, waiting, inHand, forecast, deviations, deadlineS, untilS, attainableS } = input;
  const backlog = waiting.reduce((sum, { count }) => sum + count, inHand / 2);
  const arrived = new Float64Array(grid.steps);
  const promised = new Float64Array(grid.steps);
  const attainable = new Float64Array(grid.steps);
  const later = (dueS: number) =>
    dueS >= attainableS ? dueS : dueS + Math.ceil((attainableS - dueS) / deadlineS) * deadlineS;
  for (const { ageS, count } of waiting) {
    const dueS = deadlineS - ageS;
    addFrom(promised, stepOf(dueS, grid), count);
    addFrom(attainable, stepOf(later(dueS), grid), count);
  }
  let before = 0;
  for (let step = 0; step < grid.steps; step++) {
    const atS = (step + 1) * grid.stepS;
    const upTo = arrivalsAtMost(forecast, atS, deviations);
    arrived[step] = backlog + upTo;
    const planned = atS <= untilS ? upTo : arrivalsAtMost(forecast, untilS, deviations);
    if (planned > before) {
      addFrom(promised, stepOf(atS + deadlineS, grid), planned - before);
      addFrom(attainable, stepOf(later(atS + deadlineS), grid), planned - before);
      before = planned;
    }
  }
  accumulate(promised, inHand / 2);
  accumulate(attainable, inHand / 2);
  return { grid, arrived, promised, attainable };
}

/** The last step that ends no later; what is overdue is due at the end of the first. */
function stepOf(timeS: number, { stepS }: Grid): number {
  return Math.max(0, Math.floor(timeS / stepS + ROUNDING) - 1);
}

function addFrom(counts: Float64Array, step: number, count: number): void {
  if (step < counts.length) counts[step]! += count;
}

function accumulate(counts: Float64Array, first: number): void {
  let sum = first;
  for (let step = 0; step < counts.length; step++) counts[step] = sum += counts[step]!;
}

const ROUNDING = 1e-9;
