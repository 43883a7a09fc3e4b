/**
 * How a worker comes to be: `hot` as a process on a machine that runs already, `stopped` on a machine of the warm pool,
 * `cold` on a machine that has to be bought.
 */
export type StartPath = 'hot' | 'stopped' | 'cold';

/** Time from the wish for a worker to its readiness [s]: half of them are ready after `p50S`, nine in ten after `p90S`. */
export interface BootTimes {
  p50S: number;
  p90S: number;
}
