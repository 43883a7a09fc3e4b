import type { QueueCounts, WorkerState } from '@facefleet/contracts';
import type { BootTimes, StartPath } from './boot';

/** What was seen at one moment: facts without judgement, plain data, so that a decision can be recorded and repeated. */
export interface Observation {
  /** Unix time [ms] */
  nowMs: number;
  /** undefined: the queue could not be seen, which is not the same as empty. */
  queue: QueueCounts | undefined;
  /**
   * Messages accepted since counting began. It only grows, and begins anew when whoever counts does; undefined: nobody
   * could be asked.
   */
  accepted?: number;
  /** The oldest message that is not finished has waited at least so long since it was accepted [s] */
  oldestAgeS?: number;
  /** The fleet as its provider lists it, each worker with what it last said of itself. */
  workers: ObservedWorker[];
  /** Whether heartbeats can arrive at all. Where they cannot (Redis is down), silence says nothing about a worker. */
  heartbeatsFlow: boolean;
  /** Measured time of one message on one slot [ms] */
  serviceTimeMs?: number;
  /** Measured time from launch to readiness [s] */
  bootS?: number;
  /** The same by path, where it was measured. */
  boots?: Partial<Record<StartPath, BootTimes>>;
  /** Stopped machines that the next launches would start before any is bought. */
  stoppedMachines?: number;
  /** Why the fleet would not launch anything now: a clause, such as `the last 3 workers ended right after their start`. */
  launchObstacle?: string;
  /** Why the fleet would launch only one now, to see whether it does better: a clause as above. */
  launchTrial?: string;
}

export interface ObservedWorker {
  workerId: string;
  /** Since its launch was asked for [s] */
  ageS: number;
  slots: number;
  startPath?: StartPath;
  /** It was asked to drain. */
  draining: boolean;
  /** The newest heartbeat; absent until the first. */
  heartbeat?: ObservedHeartbeat;
}

export interface ObservedHeartbeat {
  state: WorkerState;
  /** Since it was received, by the clock of whoever received it [s] */
  agoS: number;
  busySlots: number;
  /** Since when the worker has neither had nor finished a message [Unix time, ms]; absent while it is busy. */
  idleSinceMs?: number;
}
