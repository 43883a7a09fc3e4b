import { type Load, sendAll } from '../load';
import type { Probe } from '../photo-set';
import { ProcessMeter } from '../process-meter';
import type { Contestant, Said } from './contestant';
import { watchOthers } from './others';

/** What one system did with the photographs, and what it took. */
export interface Run {
  details: string;
  /** Photographs that were taken; undefined for a system that names nobody. */
  enrolled: number | undefined;
  load: Load<Said>;
  own: Usage;
  /** With what else runs for it. */
  all: Usage;
  /** What processes took meanwhile that have nothing to do with it [cores]. */
  othersCores: number;
}

/** What each system is given. */
export interface PeersPhotos {
  enrol: readonly Probe[];
  /** To be named. */
  probes: readonly Probe[];
}

export interface Usage {
  cpuMs: number;
  /** At most at one time. */
  memoryBytes: number;
}

/** Enrols, sends what warms it up, and then the probes; only these are measured. */
export async function run(
  contestant: Contestant,
  { enrol, probes }: PeersPhotos,
  warmUp: readonly Probe[],
  concurrency: number,
): Promise<Run> {
  const { details, ownRoles, ask } = contestant;
  const enrolled = await enrolAll(contestant, enrol);
  await sendAll(ask, warmUp, concurrency);
  const meter = new ProcessMeter(contestant.pids);
  const before = await meter.read();
  const othersCores = watchOthers();
  meter.start();
  try {
    const load = await sendAll(ask, probes, concurrency);
    const after = await meter.read();
    const usageOf = (roles: readonly string[]): Usage => ({
      cpuMs: roles.reduce((sum, role) => sum + (after[role] ?? 0) - (before[role] ?? 0), 0),
      memoryBytes: meter.peakBytes(roles),
    });
    const all = usageOf(Object.keys(after));
    return { details, enrolled, load, own: usageOf(ownRoles), all, othersCores: othersCores(all.cpuMs) };
  } finally {
    await meter.stop();
  }
}

async function enrolAll({ enrol }: Contestant, photos: readonly Probe[]): Promise<number | undefined> {
  if (enrol === undefined) return undefined;
  let enrolled = 0;
  for (const { person, bytes } of photos) {
    try {
      await enrol(person, bytes);
      enrolled += 1;
    } catch (error) {
      console.error(`  not enrolled: ${person}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return enrolled;
}
