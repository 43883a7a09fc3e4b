import type { WorkTube } from './work-tube';

const POINTS_PER_DELAY = 10;
const MAX_POINTS = 500_000;

/**
 * Whether so much work can be enough: no stretch of time has more due at its end than was available at its beginning and can be done
 * within. Only stretches between the points of a grid are looked at: a no is certain.
 */
export function maySuffice(tube: WorkTube, messagesPerS: number): boolean {
  const pointS = Math.max(tube.delayS / POINTS_PER_DELAY, tube.endS / MAX_POINTS);
  let lowest = Infinity;
  for (let tS = 0; tS <= tube.endS + pointS; tS += pointS) {
    lowest = Math.min(lowest, tube.availableBy(tS) - messagesPerS * tS);
    if (tube.dueBy(tS) - messagesPerS * tS > lowest + 1e-6) return false;
  }
  return true;
}
