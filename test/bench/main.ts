import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../support/tool';
import { enrolAll } from './enrol-all';
import { type Measured, measureRuns } from './measure';
import { type BenchOptions, parseOptions, USAGE } from './options';
import { photoSet } from './photo-set';
import { plannedRuns } from './plan';
import { timesByThread } from './profile/profiles';
import { partsTable } from './profile/report';
import { benchTable, LEGEND, titleOf } from './report';

async function main(options: BenchOptions): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'facefleet-bench-'));
  try {
    const photos = await photoSet({ ...options, scratch });
    const home = join(scratch, 'home');
    await enrolAll(home, photos);
    const measured = await measureRuns(plannedRuns(options), { ...options, home, scratch, photos });
    const figures = measured.map((run) => run.figures);
    console.log(`\n${benchTable(figures)}\n\n${LEGEND}`);
    if (options.profile !== undefined) await tellProfiles(options.profile, measured);
    if (options.json !== undefined) await writeFile(options.json, JSON.stringify(figures, null, 2) + '\n');
    if (figures.some(({ failed }) => failed > 0)) process.exitCode = 1;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

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
