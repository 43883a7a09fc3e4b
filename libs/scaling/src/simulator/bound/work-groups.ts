import type { WorkTube } from './work-tube';

/** Arrivals whose work may be done in the same steps, from `first` to `last`. */
export interface WorkGroup {
  workS: number;
  first: number;
  last: number;
}

/** Of what arrives in a step, the first may be done until one step before the last may. */
export function groupByWindow(tube: WorkTube, machineS: number, sloS: number, stepS: number): WorkGroup[] {
  const groups: WorkGroup[] = [];
  const wholeSteps = Math.floor(sloS / stepS + 1e-9);
  const splitS = stepS - Math.max(0, sloS - wholeSteps * stepS);
  const add = (fromS: number, untilS: number, first: number, last: number): void => {
    const workS = (tube.arrivedBy(untilS) - tube.arrivedBy(fromS)) * machineS;
    if (workS > 0) groups.push({ workS, first, last });
  };
  for (let first = 0; first * stepS < tube.endS; first++) {
    const fromS = first * stepS;
    add(fromS, fromS + splitS, first, first + wholeSteps);
    add(fromS + splitS, fromS + stepS, first, first + wholeSteps + 1);
  }
  return groups;
}
