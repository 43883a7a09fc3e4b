/** How long the queue stayed empty before somebody came again: counts by length, old ones fading. Plain data. */
export interface Gaps {
  counts: number[];
}

/** Upper ends [s]; the last group is of all that are longer. */
const ENDS_S = [5, 10, 15, 20, 30, 40, 60, 80, 100, 130, 160, 200, 250, 300, 400, 500, 600, 800, 1000];
const FADE = 0.98;
/** What is assumed before anything was seen: as if two gaps had been seen that are too long to wait for. */
const ASSUMED = 2;

export const NO_GAPS: Gaps = { counts: [...ENDS_S.map(() => 0), ASSUMED] };

export function gapsWith({ counts }: Gaps, gapS: number): Gaps {
  const group = ENDS_S.findIndex((endS) => gapS <= endS);
  const faded = counts.map((count) => count * FADE);
  faded[group < 0 ? ENDS_S.length : group]! += 1;
  return { counts: faded };
}

/**
 * How long to keep the last worker when nothing is left to do: the time for which waiting and starting anew together
 * cost least, given how long gaps have been. It never is much dearer than knowing the end beforehand: with nothing
 * known of gaps it is the time that costs as much as a new start does.
 *
 * @param restartCostS what going and coming back costs [s of a machine]
 */
export function keepS({ counts }: Gaps, restartCostS: number): number {
  const total = counts.reduce((sum, one) => sum + one, 0);
  let bestS = 0;
  let best = Infinity;
  for (const waitS of [0, ...ENDS_S]) {
    let cost = 0;
    for (const [group, count] of counts.entries()) {
      const gapS = group === ENDS_S.length ? Infinity : ENDS_S[group]!;
      cost += count * (gapS <= waitS ? gapS : waitS + restartCostS);
    }
    if (cost < best) {
      best = cost;
      bestS = waitS;
    }
  }
  return total < ASSUMED + FEW ? restartCostS : bestS;
}

const FEW = 3;
