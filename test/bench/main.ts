import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifest } from '@facefleet/models';
import type { Api } from '../support/api';
import { LocalSystem } from '../support/system';
import { runBarePipeline } from './bare-pipeline';
import { type Load, sendAll } from './load';
import { type BenchOptions, parseOptions } from './options';
import { type PhotoSet, photoSet } from './photo-set';
import { type CpuByRole, ProcessMeter } from './process-meter';
import { type Recognition, recognise } from './recognition';
import { type BenchFigures, figuresOf, tableOf } from './report';
import { verdictOn } from './verdict';

async function main(options: BenchOptions): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'facefleet-bench-'));
  try {
    const photos = await photoSet({ ...options, scratch });
    const home = join(scratch, 'home');
    await enrolAll(home, photos);
    const figures = await measure(home, photos, options, scratch);
    if (options.json !== undefined) {
      await writeFile(
        options.json,
        JSON.stringify(figures.length === 1 ? figures[0] : figures, null, 2) + '\n',
      );
    }
    if (figures.some(({ failed }) => failed > 0)) process.exitCode = 1;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** In a system of its own, which ends: the measured one starts without workers and knows the people from its store. */
async function enrolAll(home: string, { enrol }: PhotoSet): Promise<void> {
  const system = await LocalSystem.start({ FACEFLEET_HOME: home });
  try {
    const api = await system.api();
    for (const { person, bytes } of enrol) await enrolOne(api, person, bytes);
  } finally {
    await system.stop();
  }
}

async function enrolOne(api: Api, person: string, bytes: Buffer): Promise<void> {
  try {
    await api.enrol(person, bytes);
  } catch (error) {
    console.error(`Not enrolled: ${String(error)}`);
  }
}

interface Run {
  load: Load<Recognition>;
  cpuMs: CpuByRole;
}

/** From a fresh start, with no worker running. */
async function measure(
  home: string,
  photos: PhotoSet,
  options: BenchOptions,
  scratch: string,
): Promise<BenchFigures[]> {
  const system = await LocalSystem.start({ FACEFLEET_HOME: home });
  const runs: Run[] = [];
  const { pids, models } = await system.local();
  const meter = new ProcessMeter(pids);
  try {
    meter.start();
    const api = await system.api();
    for (let round = 0; round < options.repeat; round++) {
      const before = await meter.read();
      const load = await sendAll((image) => recognise(api, image), photos.probes, options.concurrency);
      const after = await meter.read();
      runs.push({ load, cpuMs: difference(after, before) });
    }
  } finally {
    await meter.stop();
    await system.stop();
  }
  const job = {
    modelsDir: join(home, 'models'),
    model: manifest.sets[models].embedder,
    slots: availableParallelism(),
  };
  const bare = await runBarePipeline(photos.probes, job, scratch);
  return runs.map(({ load, cpuMs }, round) => {
    const figures = figuresOf(load, cpuMs, bare);
    const when = round === 0 ? 'from zero workers' : 'the same images again';
    console.log(
      tableOf(
        `\n${figures.requests} requests, ${options.concurrency} at once, ${models} models, ${when}`,
        figures,
        load.answers.filter(({ answer }) => !(answer instanceof Error) && answer.fromCache).length,
      ),
    );
    for (const problem of verdictOn(load).problems.slice(0, 10)) console.log(`  ! ${problem}`);
    return figures;
  });
}

function difference(after: CpuByRole, before: CpuByRole): CpuByRole {
  return Object.fromEntries(Object.entries(after).map(([role, ms]) => [role, ms - (before[role] ?? 0)]));
}

main(parseOptions(process.argv.slice(2))).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
