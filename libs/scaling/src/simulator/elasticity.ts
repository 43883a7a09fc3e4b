import type { Grid } from './grid';
import type { World } from './world';

/** Demand is an average over at least so long: what arrives within a second says little about the workers it needs. */
const SHORTEST_WINDOW_S = 10;

/** Workers that the arrivals keep busy, window by window from time 0 on. */
export interface Demand {
  windowSteps: number;
  workers: Float64Array;
}

/**
 * Windows are whole bins of the trace, the fewest that last 10 s. The demand of a window is its arrival rate x mean
 * service time / slots, rounded up: the fewest workers that keep up with it.
 */
export function demandOf({ trace, serviceTime, slots }: World, grid: Grid): Demand {
  const bins = Math.ceil(SHORTEST_WINDOW_S / trace.binS);
  const workers = new Float64Array(Math.ceil(trace.counts.length / bins));
  for (let window = 0; window < workers.length; window++) {
    const within = trace.counts.slice(window * bins, (window + 1) * bins);
    const ratePerS = within.reduce((sum, count) => sum + count, 0) / (within.length * trace.binS);
    workers[window] = Math.ceil((ratePerS * serviceTime.meanS) / slots - 1e-9);
  }
  return { windowSteps: Math.max(1, grid.steps(bins * trace.binS)), workers };
}

/** The demand at a time; none after the end of the trace. */
export function demandAt({ windowSteps, workers }: Demand, step: number): number {
  return workers[Math.floor(step / windowSteps)] ?? 0;
}

/**
 * Elasticity after the metrics of SPEC's research group (Herbst et al., Ready for Rain? A View from SPEC Research on the
 * Future of Cloud Metrics, 2016). With d(t) the demand and s(t) the ready workers that do not drain, each over the time
 * T of the trace (not what follows until everything is answered):
 * - thetaUnder = 1/T x integral of max(d - s, 0) / max(d, 1) dt, thetaOver the same of max(s - d, 0)
 * - tauUnder = share of T with s < d, tauOver with s > d
 */
export class Elasticity {
  private at = 0;
  private sums = { thetaUnder: 0, thetaOver: 0, tauUnder: 0, tauOver: 0 };

  constructor(
    private readonly demand: Demand,
    private readonly totalSteps: number,
  ) {}

  /** There were so many ready workers from the last call until this step. */
  advance(step: number, ready: number): void {
    const until = Math.min(step, this.totalSteps);
    while (this.at < until) {
      const { windowSteps } = this.demand;
      const windowEnd = (Math.floor(this.at / windowSteps) + 1) * windowSteps;
      const end = Math.min(until, windowEnd);
      this.add(demandAt(this.demand, this.at), ready, end - this.at);
      this.at = end;
    }
  }

  shares() {
    const { thetaUnder, thetaOver, tauUnder, tauOver } = this.sums;
    const total = this.totalSteps;
    return {
      thetaUnder: thetaUnder / total,
      thetaOver: thetaOver / total,
      tauUnder: tauUnder / total,
      tauOver: tauOver / total,
    };
  }

  private add(demand: number, ready: number, steps: number): void {
    const scale = steps / Math.max(demand, 1);
    if (ready < demand) {
      this.sums.thetaUnder += (demand - ready) * scale;
      this.sums.tauUnder += steps;
    } else if (ready > demand) {
      this.sums.thetaOver += (ready - demand) * scale;
      this.sums.tauOver += steps;
    }
  }
}
