/**
 * How much more uneven arrivals are than independent ones would be: the variance of counts over their mean, from the
 * differences of counts that follow each other, so that slow waves do not count. Plain data.
 */
export interface Dispersion {
  windowStartMs: number;
  /** Arrivals counted in all when the window began. */
  windowTotal: number;
  /** Of the window before; absent at first. */
  last?: number;
  meanCount: number;
  meanSquare: number;
}

const WINDOW_MS = 30_000;
/** Of the newest difference: about the last twenty minutes count. */
const WEIGHT = 0.05;

export function freshDispersion(nowMs: number): Dispersion {
  return { windowStartMs: nowMs, windowTotal: 0, meanCount: 0, meanSquare: 0 };
}

/** @param total arrivals since the beginning; may begin anew */
export function dispersionWith(seen: Dispersion, nowMs: number, total: number): Dispersion {
  if (nowMs - seen.windowStartMs < WINDOW_MS) return seen;
  const lengthMs = nowMs - seen.windowStartMs;
  const count = (Math.max(0, total - seen.windowTotal) * WINDOW_MS) / lengthMs;
  const begun = { ...seen, windowStartMs: nowMs, windowTotal: total, last: count };
  if (seen.last === undefined) return begun;
  const square = (count - seen.last) ** 2 / 2;
  const mean = (count + seen.last) / 2;
  return {
    ...begun,
    meanCount: seen.meanCount + WEIGHT * (mean - seen.meanCount),
    meanSquare: seen.meanSquare + WEIGHT * (square - seen.meanSquare),
  };
}

/** Variance over mean of the arrivals in some time; 1 for independent ones, which is also what is assumed at first. */
export function dispersionIndex({ meanCount, meanSquare }: Dispersion): number {
  return meanCount <= 0 ? 1 : Math.max(1, meanSquare / meanCount);
}
