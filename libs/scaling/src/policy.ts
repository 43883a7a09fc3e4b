/** What the operator wants of the fleet. Every number a decision compares with comes from here or from what was seen. */
export interface ScalingPolicy {
  /** Workers kept even without work [workers] */
  minWorkers: number;
  /** Machines there may be at once, those that start or drain included [workers] */
  maxWorkers: number;
  /** Messages a new worker handles at once [slots] */
  slots: number;
  /** The backlog is to be finished within this time from now [s] */
  deadlineS: number;
  /** A worker without work for this long may be drained; the queue must have been empty for as long to go to zero [s] */
  idleS: number;
  /** Consecutive observations that prove emptiness, because counts of a queue are approximate [observations] */
  emptyProofs: number;
  /** A worker not heard of for this long is no longer counted on [s] */
  silentAfterS: number;
  /** Time of one message on one slot, until it was measured [ms] */
  serviceTimeMs: number;
  /** Time from launch to readiness of a new worker, until it was measured [s] */
  bootS: number;
}
