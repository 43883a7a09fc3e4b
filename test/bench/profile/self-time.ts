import { type CallFrame, IDLE, partOf } from './part';

/** A `.cpuprofile`, as far as it is read here. Times are of the machine's monotonic clock [µs]. */
export interface CpuProfile {
  nodes: { id: number; callFrame: CallFrame }[];
  startTime: number;
  /** Ids of the functions that were seen running. */
  samples: number[];
  /** Before each sample, since the one before it or the start. */
  timeDeltas: number[];
}

export interface TimeWindow {
  fromUs: number;
  toUs: number;
}

export type TimeByPart = Record<string, number>;

/** On the clock of the profiles of all processes of this machine. */
export function monotonicUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/**
 * For how long the thread was in which part's own code [ms]. It is time by the clock: a thread that waits for a core
 * is still where it was. What it waits for without anything to do does not count.
 */
export function selfTimeMs(
  { nodes, startTime, samples, timeDeltas }: CpuProfile,
  window: TimeWindow,
): TimeByPart {
  const parts = new Map(nodes.map(({ id, callFrame }) => [id, partOf(callFrame)]));
  const sums: TimeByPart = {};
  let atUs = startTime;
  samples.forEach((id, index) => {
    atUs += timeDeltas[index] ?? 0;
    const untilUs = atUs + (timeDeltas[index + 1] ?? 0);
    const inWindowUs = Math.min(untilUs, window.toUs) - Math.max(atUs, window.fromUs);
    const part = parts.get(id);
    if (inWindowUs > 0 && part !== undefined && part !== IDLE)
      sums[part] = (sums[part] ?? 0) + inWindowUs / 1000;
  });
  return sums;
}

export function addedUp(times: TimeByPart[]): TimeByPart {
  const sums: TimeByPart = {};
  for (const time of times)
    for (const [part, ms] of Object.entries(time)) sums[part] = (sums[part] ?? 0) + ms;
  return sums;
}
