/** What the operator wants of the fleet. Every number a decision compares with comes from here or from what was seen. */
export interface ScalingPolicy {
  /** Workers kept even without work [workers] */
  minWorkers: number;
  /** Machines there may be at once, those that start or drain included [workers] */
  maxWorkers: number;
  /** Messages a new worker handles at once [slots] */
  slots: number;
  /** Promised time from acceptance to answer [s] */
  deadlineS: number;
  /** A worker that will not be missed for this long may go; the last one when the queue was empty for this long [s] */
  idleS: number;
  /** Consecutive observations that prove emptiness, because counts of a queue are approximate [observations] */
  emptyProofs: number;
  /** A worker not heard of for this long is no longer counted on [s] */
  silentAfterS: number;
  /** Time of one message on one slot, until it was measured [ms] */
  serviceTimeMs: number;
  /** Time from launch to readiness that nine in ten new workers keep, until it was measured [s] */
  bootS: number;
  /** A start is billed for at least this long: a younger worker costs nothing [s] */
  minBillS: number;
  /** What it is worth that one answer is not late, in the time of one machine [s] */
  lateCostS: number;
}
