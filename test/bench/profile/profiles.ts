import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PROJECT } from '../../support/system';
import { addedUp, type CpuProfile, selfTimeMs, type TimeByPart, type TimeWindow } from './self-time';

/** Threads of a kind, whose times are added up: the workers of a fleet do the same. */
export const THREADS = ['gateway', 'recognizer', "recognizer's threads"] as const;
export type Thread = (typeof THREADS)[number];

/** Node: `CPU.<date>.<time>.<process>.<thread>.<number>.cpuprofile`; the main thread is 0. */
const PROFILE = /^CPU\.\d+\.\d+\.\d+\.(\d+)\.\d+\.cpuprofile$/;

/** Settings with which a local system writes profiles of its gateways and recognizers there, when each of them ends. */
export async function profiling(folder: string): Promise<Record<string, string>> {
  const profiles = resolve(folder);
  for (const app of ['gateway', 'recognizer']) await mkdir(join(profiles, app), { recursive: true });
  const preload = join(PROJECT, 'test/bench/profile/profiled-children.cjs');
  return {
    BENCH_PROFILES: profiles,
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --require ${JSON.stringify(preload)}`.trim(),
  };
}

/** What the profiles of a system that has ended say about each of these times. */
export async function timesByThread(
  folder: string,
  windows: TimeWindow[],
): Promise<Record<Thread, TimeByPart>[]> {
  const found = windows.map((): Record<Thread, TimeByPart[]> => ({
    gateway: [],
    recognizer: [],
    "recognizer's threads": [],
  }));
  for (const app of ['gateway', 'recognizer'] as const) {
    for (const name of await readdir(join(folder, app))) {
      const [, number] = PROFILE.exec(name) ?? [];
      if (number === undefined) continue;
      const thread = app === 'recognizer' && number !== '0' ? "recognizer's threads" : app;
      // One at a time: they are large.
      const profile = JSON.parse(await readFile(join(folder, app, name), 'utf8')) as CpuProfile;
      windows.forEach((window, index) => found[index]![thread].push(selfTimeMs(profile, window)));
    }
  }
  return found.map(
    (times) =>
      Object.fromEntries(THREADS.map((thread) => [thread, addedUp(times[thread])])) as Record<
        Thread,
        TimeByPart
      >,
  );
}
