import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Api } from '../support/api';
import { LocalSystem } from '../support/system';
import { type BarePipelineRun, runBarePipeline } from './bare-pipeline';
import { CpuMeter } from './cpu-meter';
import { sendAll } from './load';
import { type BenchOptions, parseOptions } from './options';
import { type PhotoSet, photoSet } from './photo-set';
import { type BenchFigures, figuresOf, tableOf } from './report';

/** A pipeline thread per core, as the fleet has. */
async function main(options: BenchOptions): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'facefleet-bench-'));
  try {
    const photos = await photoSet({ ...options, scratch });
    const home = join(scratch, 'home');
    await enrolAll(home, photos);
    const figures = await measure(home, photos, options, scratch);
    if (options.json !== undefined) {
      await writeFile(options.json, JSON.stringify(figures.length === 1 ? figures[0] : figures, null, 2) + '\n');
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

async function measure(home: string, photos: PhotoSet, options: BenchOptions, scratch: string): Promise<BenchFigures[]> {
  const system = await LocalSystem.start({ FACEFLEET_HOME: home });
  const runs: { load: Awaited<ReturnType<typeof sendAll>>; cpuMs: Record<string, number> }[] = [];
  let model: string;
  try {
    const { pids, models } = await system.local();
    model = models.model;
    const meter = new CpuMeter(pids);
    meter.start();
    const api = await system.api();
    for (let round = 0; round < options.repeat; round++) {
      const before = await meter.read();
      const load = await sendAll(api, photos.probes, options.concurrency);
      const after = await meter.read();
      const cpuMs = Object.fromEntries(Object.entries(after).map(([role, ms]) => [role, ms - (before[role] ?? 0)]));
      runs.push({ load, cpuMs });
    }
    await meter.stop();
  } finally {
    await system.stop();
  }
  const bare = await bareRun(photos, model, home, scratch);
  return runs.map(({ load, cpuMs }, round) => {
    const figures = figuresOf(load, cpuMs, bare);
    console.log(tableOf(titleOf(round, options), figures, load.fromCache));
    for (const problem of load.problems.slice(0, 10)) console.log(`  ! ${problem}`);
    return figures;
  });
}
