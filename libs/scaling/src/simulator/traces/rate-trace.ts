import type { ArrivalTrace } from '../world';
import { poisson, uniformFrom } from './dice';

/**
 * Poisson arrivals at a rate that changes with time.
 *
 * @param rateAt the rate [1/s] at a time [s], asked for the middle of each bin
 */
export function rateTrace(
  { name, binS, durationS, seed }: { name: string; binS: number; durationS: number; seed: number },
  rateAt: (tS: number) => number,
): ArrivalTrace {
  const uniform = uniformFrom(seed);
  const counts = Array.from({ length: Math.ceil(durationS / binS) }, (_, bin) =>
    poisson(Math.max(0, rateAt((bin + 0.5) * binS)) * binS, uniform),
  );
  return { name, binS, counts };
}
