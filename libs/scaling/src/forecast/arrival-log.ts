/** Messages accepted lately, in buckets of one length. Plain data: it is part of what a decision remembers. */
export interface ArrivalLog {
  bucketS: number;
  /** When the newest bucket began [Unix time, ms] */
  startMs: number;
  /** Oldest first; the newest is still being filled. */
  counts: number[];
  /** What was counted in all when the log was last continued. */
  total: number | undefined;
  atMs: number;
}

/** Messages of one age. */
export interface Cohort {
  ageS: number;
  count: number;
}

const LONGEST_BUCKET_S = 5;
const SHORTEST_BUCKET_S = 0.5;
const BUCKETS_PER_DEADLINE = 12;
const SHORTEST_MEMORY_S = 600;

export function emptyLog(nowMs: number, deadlineS: number): ArrivalLog {
  const bucketS = Math.min(LONGEST_BUCKET_S, Math.max(SHORTEST_BUCKET_S, deadlineS / BUCKETS_PER_DEADLINE));
  return { bucketS, startMs: nowMs, counts: [0], total: undefined, atMs: nowMs };
}

/**
 * The log with what arrived since it was continued last.
 *
 * @param total messages counted in all; where it is smaller than before, counting has begun anew
 * @param memoryS how far back it has to reach [s]
 */
export function continued(log: ArrivalLog, nowMs: number, total: number, memoryS: number): ArrivalLog {
  const arrived = log.total === undefined ? 0 : total >= log.total ? total - log.total : total;
  const bucketMs = log.bucketS * 1000;
  const begun = Math.max(0, Math.floor((nowMs - log.startMs) / bucketMs));
  const kept = Math.ceil(Math.max(memoryS, SHORTEST_MEMORY_S) / log.bucketS);
  const counts = log.counts.slice(-kept);
  // Between two looks that are close all of it counts as new: spread over two buckets, one burst would look like a rate.
  const sinceMs = nowMs - log.atMs;
  const addedUntil = (endMs: number) =>
    sinceMs <= bucketMs ? 0 : (arrived * Math.max(0, Math.min(endMs, nowMs) - log.atMs)) / sinceMs;
  let placed = 0;
  for (let bucket = 0; bucket <= begun; bucket++) {
    const upTo = bucket === begun ? arrived : addedUntil(log.startMs + (bucket + 1) * bucketMs);
    if (bucket > 0) counts.push(0);
    counts[counts.length - 1]! += upTo - placed;
    placed = upTo;
    if (begun - bucket > kept) {
      // After a long silence: what is older than is remembered belongs to no bucket.
      bucket = begun - kept;
      placed = addedUntil(log.startMs + (bucket + 1) * bucketMs);
    }
  }
  return {
    bucketS: log.bucketS,
    startMs: log.startMs + begun * bucketMs,
    counts: counts.slice(-kept),
    total,
    atMs: nowMs,
  };
}

/** Arrivals within the last so many seconds, whole buckets and the share of the oldest one. */
export function arrivedWithin(log: ArrivalLog, fromS: number, toS: number): number {
  return arrivedSince(log, fromS) - arrivedSince(log, toS);
}

function arrivedSince(log: ArrivalLog, agoS: number): number {
  const openS = openOf(log);
  let left = agoS;
  let sum = 0;
  for (let index = log.counts.length - 1; index >= 0 && left > 0; index--) {
    const lengthS = index === log.counts.length - 1 ? openS : log.bucketS;
    const share = lengthS <= 0 ? 1 : Math.min(1, left / lengthS);
    sum += share * log.counts[index]!;
    left -= lengthS;
  }
  return sum;
}

/** How long the newest bucket is being filled [s] */
export function openOf(log: ArrivalLog): number {
  return (log.atMs - log.startMs) / 1000;
}

/** How far back the log reaches [s] */
export function memoryOf(log: ArrivalLog): number {
  return (log.counts.length - 1) * log.bucketS + openOf(log);
}

/**
 * How old the newest `waiting` messages are, oldest first: a queue gives out the oldest, so it is they who still wait.
 *
 * @param oldestAgeS what is known of the oldest otherwise [s]; older than the log remembers is at least this old
 */
export function waitingCohorts(log: ArrivalLog, waiting: number, oldestAgeS: number): Cohort[] {
  const cohorts: Cohort[] = [];
  const openS = openOf(log);
  let left = waiting;
  for (let index = log.counts.length - 1; index >= 0 && left > 0; index--) {
    const count = Math.min(left, log.counts[index]!);
    if (count <= 0) continue;
    const newest = log.counts.length - 1 - index;
    const ageS = newest === 0 ? openS / 2 : openS + (newest - 0.5) * log.bucketS;
    cohorts.push({ ageS, count });
    left -= count;
  }
  if (left > 0) cohorts.push({ ageS: Math.max(oldestAgeS, cohorts.at(-1)?.ageS ?? 0), count: left });
  return cohorts.reverse();
}
