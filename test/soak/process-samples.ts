import { readdirSync } from 'node:fs';
import { childrenOf, type LocalSystem, rssOf } from '../support/system';

export interface ProcessSample {
  /** As `gateway`, or `recognizer 4711`: another one may take its place. */
  name: string;
  rssMb: number;
  /** Open files, pipes and connections; undefined where the system does not tell. */
  handles: number | undefined;
}

/** Every process of a system as it is now. */
export async function sampleProcesses(system: LocalSystem): Promise<ProcessSample[]> {
  const { pids } = await system.local();
  const recognizers = await childrenOf(pids.scaler);
  const named = [
    ...Object.entries(pids).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    ...recognizers.map((pid): [string, number] => [`recognizer ${pid}`, pid]),
  ];
  const samples = await Promise.all(
    named.map(async ([name, pid]) => {
      const rss = await rssOf(pid).catch(() => undefined); // it has just ended
      return rss === undefined ? undefined : { name, rssMb: Math.round(rss / 1e6), handles: handlesOf(pid) };
    }),
  );
  return samples.filter((sample) => sample !== undefined);
}

function handlesOf(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return undefined;
  }
}
