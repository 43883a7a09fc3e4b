import type { ArrivalTrace } from '../world';
import { pareto, uniformFrom } from './dice';
import { rateTrace } from './rate-trace';

const DURATION_S = 4 * 3600;
const BIN_S = 10;
const SOURCES = 12;
const RATE_PER_SOURCE = 1;
const ALPHA = 1.5;
const LEAST_ON_S = 20;
const LEAST_OFF_S = 60;

/**
 * Twelve clients that send one message a second or nothing, for times of a Pareto distribution: bursts on every scale,
 * as in real traffic (Willinger et al., 1997). A quarter of them sends on average.
 */
export function bursty(name: string, seed: number): ArrivalTrace {
  const sendingS = new Float64Array(DURATION_S / BIN_S); // of all sources, by bin
  const uniform = uniformFrom(seed + 1);
  for (let source = 0; source < SOURCES; source++) {
    let tS = -LEAST_OFF_S * uniform();
    while (tS < DURATION_S) {
      const startS = tS + pareto(LEAST_OFF_S, ALPHA, uniform);
      const endS = startS + pareto(LEAST_ON_S, ALPHA, uniform);
      spread(sendingS, startS, Math.min(endS, DURATION_S));
      tS = endS;
    }
  }
  return rateTrace({ name, binS: BIN_S, durationS: DURATION_S, seed }, (tS) => {
    return (RATE_PER_SOURCE * (sendingS[Math.floor(tS / BIN_S)] ?? 0)) / BIN_S;
  });
}

function spread(bins: Float64Array, startS: number, endS: number): void {
  for (let bin = Math.max(0, Math.floor(startS / BIN_S)); bin * BIN_S < endS; bin++) {
    const withinS = Math.min(endS, (bin + 1) * BIN_S) - Math.max(startS, bin * BIN_S);
    bins[bin] = (bins[bin] ?? 0) + withinS;
  }
}
