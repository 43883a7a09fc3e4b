import type { BootDistribution } from '../boot';
import type { Grid } from './demand';

/** Workers that can be counted on. */
export interface Crew {
  ready: number;
  /** On their way, by how. */
  booting: { boot: BootDistribution; ageS: number; count: number }[];
  /** One more, wished for now. */
  next: BootDistribution;
  /** What one worker does when it is ready [messages/s] */
  messagesPerS: number;
}

/** Messages that workers on their way can be relied on to have done by the end of each step. */
export interface Supply {
  grid: Grid;
  crew: Crew;
  booting: Moments;
  next: Moments;
}

/** Seconds of readiness by the end of each step. */
interface Moments {
  meanS: Float64Array;
  varianceS2: Float64Array;
  /** Probability that none of them is ready one step before. */
  noneReady: Float64Array;
}

export function supplyOf(crew: Crew, grid: Grid): Supply {
  return {
    grid,
    crew,
    booting: sumOfMoments(crew.booting, grid),
    next: momentsOfOne(crew.next, 0, grid),
  };
}

function sumOfMoments(groups: Crew['booting'], grid: Grid): Moments {
  const meanS = new Float64Array(grid.steps);
  const varianceS2 = new Float64Array(grid.steps);
  const noneReady = new Float64Array(grid.steps).fill(1);
  for (const { boot, ageS, count } of groups) {
    const one = momentsOfOne(boot, ageS, grid);
    for (let step = 0; step < grid.steps; step++) {
      meanS[step]! += count * one.meanS[step]!;
      varianceS2[step]! += count * one.varianceS2[step]!;
      noneReady[step]! *= one.noneReady[step]! ** count;
    }
  }
  return { meanS, varianceS2, noneReady };
}

/** The same few are asked for at every look, and each takes hundreds of exponentials. */
const known = new Map<string, Moments>();
const MOST_KNOWN = 500;

function momentsOfOne(boot: BootDistribution, ageS: number, { steps, stepS }: Grid): Moments {
  const key = `${boot.mu} ${boot.sigma} ${ageS} ${steps} ${stepS}`;
  const found = known.get(key);
  if (found) return found;
  const moments: Moments = {
    meanS: new Float64Array(steps),
    varianceS2: new Float64Array(steps),
    noneReady: new Float64Array(steps),
  };
  let readyBefore = 0;
  for (let step = 0; step < steps; step++) {
    const worth = boot.readiness(ageS, (step + 1) * stepS);
    moments.meanS[step] = worth.meanS;
    moments.varianceS2[step] = worth.varianceS2;
    moments.noneReady[step] = Math.max(0, 1 - readyBefore);
    readyBefore = worth.ready;
  }
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, moments);
  return moments;
}

/**
 * What is done by the end of each step, with `further` workers more.
 *
 * @param deviations how many of them below the mean the workers on their way are reckoned with
 */
export function doneBy(
  { grid, crew, booting, next }: Supply,
  ready: number,
  further: number,
  deviations: number,
  into: Float64Array,
): Float64Array {
  let most = 0;
  for (let step = 0; step < grid.steps; step++) {
    const bootedS = booting.meanS[step]! + further * next.meanS[step]!;
    const spreadS = Math.sqrt(booting.varianceS2[step]! + further * next.varianceS2[step]!);
    const workingS = ready * (step + 1) * grid.stepS + Math.max(0, bootedS - deviations * spreadS);
    most = Math.max(most, crew.messagesPerS * workingS);
    into[step] = most;
  }
  return into;
}
