import type { BootTimes } from '../boot';

/** Arrivals in bins of one length, from time 0 on. */
export interface ArrivalTrace {
  name: string;
  binS: number;
  /** Messages that arrive within each bin. */
  counts: readonly number[];
}

/** What an autoscaler is tried in. All of it random is drawn from `seed`: the same world gives the same result. */
export interface World {
  trace: ArrivalTrace;
  seed: number;
  /** Promised time from acceptance to answer [s] */
  sloS: number;
  /** Time of one message on one slot: mean [s] and coefficient of variation (log-normal; 0: always the mean). */
  serviceTime: { meanS: number; cv: number };
  /** Log-normal, through both quantiles. */
  boots: { cold: BootTimes; stopped: BootTimes };
  /** Messages that one worker handles at the same time. */
  slots: number;
  minWorkers: number;
  maxWorkers: number;
  /** Billed for each start at least [s] */
  minBillS: number;
  /** Stopped machines at the beginning; drained ones are stopped and kept until there are as many again. */
  warmPool: number;
  /** Of launches that never get ready: they are gone, and billed, after `boots.cold.p90S`. 0 to 1 */
  launchFailureRate: number;
  /** Losses of a machine at work [1/h]; its messages are received again after `visibilityTimeoutS`. */
  spotLossesPerHour: number;
  visibilityTimeoutS: number;
  /** Counts of the queue that an autoscaler sees are so old [s], and off by a share that is normal with this deviation. */
  countsAgeS: number;
  countsError: number;
}
