import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../support/tool';
import { enrolAll } from './enrol-all';
import { type Measured, measureRuns } from './measure';
import { measureLatency } from './latency/measure';
import { type LatencyFigures, latencyFigures, latencyTable } from './latency/report';
import { type BenchOptions, type Mode, parseOptions, USAGE } from './options';
import { photoSet } from './photo-set';
import { type PlannedRun, plannedRuns } from './plan';
import { timesByThread } from './profile/profiles';
import { partsTable } from './profile/report';
import { benchTable, LEGEND, titleOf } from './report';
import type { Ground } from './running-system';
import { measureScale } from './scale/measure';
import { scaleTable } from './scale/report';

const LATENCY_REQUESTS = 50;

async function main(options: BenchOptions): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'facefleet-bench-'));
  try {
    const photos = await photoSet({ ...options, scratch });
    const home = join(scratch, 'home');
    await enrolAll(home, photos);
    const figures = await MODES[options.mode](options, { ...options, home, scratch, photos });
    if (options.json !== undefined) await writeFile(options.json, JSON.stringify(figures, null, 2) + '\n');
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Each prints a table, and returns the figures in it. */
const MODES: Record<Mode, (options: BenchOptions, ground: Ground) => Promise<unknown>> = {
  async load(options, ground) {
    const measured = await measureRuns(plannedRuns(options), ground);
    const figures = measured.map((run) => run.figures);
    console.log(`\n${benchTable(figures)}\n\n${LEGEND}`);
    if (options.profile !== undefined) await tellProfiles(options.profile, measured);
    if (figures.some(({ failed }) => failed > 0)) process.exitCode = 1;
    return figures;
  },

  async latency({ sizesKb, requests = LATENCY_REQUESTS }, ground) {
    const figures: LatencyFigures[] = [];
    for (const sizeKb of sizesKb.length > 0 ? sizesKb : [undefined])
      figures.push(latencyFigures(sizeKb, await measureLatency(ground, { sizeKb, requests })));
    console.log(latencyTable(figures));
    return figures;
  },

  async scale(options, ground) {
    const [run] = plannedRuns({ ...options, start: ['warm'] });
    const figures = await measureScale(run as PlannedRun, ground);
    console.log(`\n${scaleTable(figures, availableParallelism())}`);
    return figures;
  },
};

async function tellProfiles(folder: string, measured: Measured[]): Promise<void> {
  const times = await timesByThread(
    folder,
    measured.map(({ window }) => window),
  );
  measured.forEach(({ figures }, index) => {
    console.log(`\n${partsTable(titleOf(figures), times[index]!, figures.cpuMsPerImage)}`);
  });
  console.log(`
The CPU of each process, spread over the parts in whose own code its threads were seen. Profiling itself costs some.
Profiles of the whole lives of all threads are in ${folder}: Chrome's DevTools (Performance, load profile) and
speedscope.app draw them.`);
}

runTool(parseOptions, USAGE, main);
