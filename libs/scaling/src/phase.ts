import type { ObservedWorker } from './observation';

/** `silent`: it ought to be heard to be at work and is not, so nobody knows what it does. */
export type WorkerPhase = 'launching' | 'ready' | 'draining' | 'silent';

export interface Hearing {
  /** Whether heartbeats can arrive at all. */
  heartbeatsFlow: boolean;
  /** Expected time from launch to readiness [s] */
  bootS: number;
  silentAfterS: number;
}

/** A worker that is not ready after this many boot times, and the time of silence on top, probably never will be. */
const PATIENCE_BOOTS = 3;

/** What a worker is taken for, from the provider's list and from what it says of itself. */
export function phaseOf(worker: ObservedWorker, hearing: Hearing): WorkerPhase {
  const { heartbeat } = worker;
  if (worker.draining || heartbeat?.state === 'draining' || heartbeat?.state === 'drained') return 'draining';
  // Without heartbeats the list is all there is: a worker that had time to start is believed to have started.
  if (!hearing.heartbeatsFlow) {
    return heartbeat?.state === 'ready' || worker.ageS >= hearing.bootS ? 'ready' : 'launching';
  }
  if (heartbeat !== undefined && heartbeat.agoS > hearing.silentAfterS) return 'silent';
  if (heartbeat?.state === 'ready') return 'ready';
  const patienceS = PATIENCE_BOOTS * hearing.bootS + hearing.silentAfterS;
  return worker.ageS <= patienceS ? 'launching' : 'silent';
}

/**
 * When a launching worker will probably be ready. One that is overdue is expected to need as long again as it is late
 * already, but no longer than a new one would.
 *
 * @returns [s]
 */
export function readyInS(ageS: number, bootS: number): number {
  return Math.min(Math.abs(bootS - ageS), bootS);
}
