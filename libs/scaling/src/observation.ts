import type { QueueCounts, WorkerState } from '@facefleet/contracts';

/** What was seen at one moment: facts without judgement, plain data, so that a decision can be recorded and repeated. */
export interface Observation {
  /** Unix time [ms] */
  nowMs: number;
  /** undefined: the queue could not be seen, which is not the same as empty. */
  queue: QueueCounts | undefined;
  /** The fleet as its provider lists it, each worker with what it last said of itself. */
  workers: ObservedWorker[];
  /** Whether heartbeats can arrive at all. Where they cannot (Redis is down), silence says nothing about a worker. */
  heartbeatsFlow: boolean;
  /** Measured time of one message on one slot [ms] */
  serviceTimeMs?: number;
  /** Measured time from launch to readiness [s] */
  bootS?: number;
  /** Why the fleet would not launch anything now: a clause, such as `the last 3 workers ended right after their start`. */
  launchObstacle?: string;
}

export interface ObservedWorker {
  workerId: string;
  /** Since its launch was asked for [s] */
  ageS: number;
  slots: number;
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
