import { cpus } from 'node:os';

/** CPU time that was used on this machine since it was started, by everybody [ms]. */
export function machineCpuMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}
