import type { WorkTube } from './work-tube';

/** Points of the grid per delay: the coarser, the higher the caps. */
const POINTS_PER_DELAY = 20;
const MAX_POINTS = 1_000_000;
/** Up to here one by one, beyond in steps of five per cent: a cap may be too high, it only costs time. */
const EXACT_UP_TO = 64;
/** More are too many to be looked at one by one anyway. */
const MAX_CAP = 1000;

/**
 * How many machines an optimal schedule needs at most in each block of time.
 *
 * Let M machines be enough for every stretch [l, r] with a point in the block: due(r) - available(l) <= M machines' work in
 * r - l. Where a schedule has more than M, replace it by a straight line of slope M in cumulated work that crosses it there:
 * above the curve to the left, below to the right, until both meet again. Of these lines there is one within the tube: it may be
 * bounded from above only at l to the left, from below only at r to the right, and the two leave room by the choice of M. It
 * costs no more machine time, for it does the same work and never idles, and no more starts, for it is constant. It is flatter
 * (a lower integral of the square), so the flattest of the optimal schedules keeps every such cap.
 *
 * @param messagesPerS of one machine
 * @returns undefined where the grid would be too coarse to tell, or a cap very high
 */
export function machineCaps(tube: WorkTube, messagesPerS: number, blockS: number): Int32Array | undefined {
  const pointS = Math.max(tube.delayS / POINTS_PER_DELAY, tube.endS / MAX_POINTS);
  if (pointS * 4 > tube.delayS) return undefined;
  const points = Math.ceil(tube.endS / pointS) + 1;
  const due = Float64Array.from({ length: points }, (_, i) => tube.dueBy(i * pointS));
  const available = Float64Array.from({ length: points }, (_, i) => tube.availableBy(i * pointS));
  const delayPoints = Math.floor(tube.delayS / pointS);

  const caps = new Int32Array(Math.ceil(tube.endS / blockS));
  const highestDue = new Float64Array(points + delayPoints);
  const lowestAvailable = new Float64Array(points);
  const open = new Set(caps.keys());
  for (let machines = 1; open.size > 0; machines = next(machines)) {
    if (machines > MAX_CAP) return undefined;
    const perPoint = machines * messagesPerS * pointS;
    highestDue.fill(-Infinity);
    for (let i = points - 1; i >= 0; i--)
      highestDue[i] = Math.max(highestDue[i + 1] ?? -Infinity, due[i]! - perPoint * i);
    for (let i = 0; i < points; i++) {
      lowestAvailable[i] = Math.min(lowestAvailable[i - 1] ?? Infinity, available[i]! - perPoint * i);
    }
    for (const block of open) {
      const from = Math.max(0, Math.floor((block * blockS) / pointS) - delayPoints - 1);
      const until = Math.min(points - 1, Math.ceil(((block + 1) * blockS) / pointS));
      let enough = true;
      for (let i = from; i <= until && enough; i++) {
        // Two points more: a stretch may be that much shorter than between the points of the grid around it.
        enough = highestDue[i + delayPoints]! - lowestAvailable[i]! + 2 * perPoint <= 1e-6;
      }
      if (!enough) continue;
      caps[block] = machines;
      open.delete(block);
    }
  }
  return caps;
}

function next(machines: number): number {
  return machines < EXACT_UP_TO ? machines + 1 : Math.ceil(machines * 1.05);
}
