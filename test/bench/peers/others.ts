import { cpus } from 'node:os';
import { cpuNowMs } from '../pipeline/samples';

/**
 * From now on, what processes take that are neither this one nor those that are measured: where it is much, or more for one
 * system than for another, throughput and latency say little.
 *
 * @returns tells it, given what the measured ones took meanwhile [ms]; cores in the mean
 */
export function watchOthers(): (measuredMs: number) => number {
  const startedAt = performance.now();
  const before = machineMs() - cpuNowMs();
  return (measuredMs) =>
    Math.max(0, machineMs() - cpuNowMs() - before - measuredMs) / (performance.now() - startedAt);
}

/** CPU time of everything on this machine [ms]. */
function machineMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}
