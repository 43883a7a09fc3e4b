import type { ScalingDecision } from '../decision';
import type { Observation, ObservedWorker } from '../observation';
import { some } from '../wording';
import type { BaselineSettings } from './settings';

type Limits = Pick<BaselineSettings, 'minWorkers' | 'maxWorkers'>;

/**
 * The decision that brings the fleet to `desired` workers, within the limits. Draining workers no longer count towards
 * it, but are machines, of which there are never more than the maximum.
 */
export function steer(desired: number, seen: Observation, limits: Limits, reason: string): ScalingDecision {
  const wanted = clamped(desired, limits);
  const current = staying(seen);
  const missing = wanted - current;
  const launch = Math.max(0, Math.min(missing, limits.maxWorkers - seen.workers.length));
  const drain = missing < 0 ? leaving(seen, -missing) : [];
  return {
    desired: wanted,
    current,
    action: launch > 0 ? 'launch' : drain.length > 0 ? 'drain' : 'hold',
    launch,
    drain,
    reasons: [`${reason}: ${some(wanted, 'worker')} wanted, ${current} ready or on their way.`],
  };
}

/** None of the baselines says what it does without numbers; all keep what they have. */
export function freeze(seen: Observation): ScalingDecision {
  const current = staying(seen);
  const reasons = ['The queue could not be seen.'];
  return { desired: current, current, action: 'freeze', launch: 0, drain: [], reasons };
}

export function clamped(workers: number, { minWorkers, maxWorkers }: Limits): number {
  return Math.min(Math.max(workers, minWorkers), maxWorkers);
}

/** @returns workers that were not asked to drain, ready or not */
export function staying(seen: Observation): number {
  return count(seen, (worker) => !worker.draining);
}

/** @returns workers that take messages */
export function ready(seen: Observation): number {
  return count(seen, isReady);
}

function isReady(worker: ObservedWorker): boolean {
  return !worker.draining && worker.heartbeat?.state === 'ready';
}

/** No array of those that match: with thousands of workers this runs at every tick. */
function count(seen: Observation, matches: (worker: ObservedWorker) => boolean): number {
  let matching = 0;
  for (const worker of seen.workers) if (matches(worker)) matching++;
  return matching;
}

/** The idle first, the longest idle before others; then those not yet ready, the newest first; then the least busy. */
function leaving(seen: Observation, surplus: number): string[] {
  return seen.workers
    .filter((worker) => !worker.draining)
    .map((worker) => ({ worker, rank: rankOf(worker) }))
    .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1])
    .slice(0, surplus)
    .map(({ worker }) => worker.workerId);
}

function rankOf(worker: ObservedWorker): [kind: number, within: number] {
  if (!isReady(worker) || worker.heartbeat === undefined) return [1, worker.ageS];
  const { busySlots, idleSinceMs } = worker.heartbeat;
  return busySlots === 0 ? [0, idleSinceMs ?? Infinity] : [2, busySlots];
}
