import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { manifest } from '@facefleet/models';
import type { Api } from '../support/api';
import { LocalSystem } from '../support/system';
import { type BarePipelineRun, runBarePipeline } from './bare-pipeline';
import { type CpuByRole, CpuMeter, difference } from './cpu-meter';
import { warmUp } from './fleet-control';
import { sendAll } from './load';
import { type PhotoSet, type Probe, uniqueProbes } from './photo-set';
import type { PlannedRun } from './plan';
import { profiling } from './profile/profiles';
import { monotonicUs, type TimeWindow } from './profile/self-time';
import { type BenchFigures, figuresOf, titleOf } from './report';
import { sizedPhotos } from './sized-photos';

/** Sent before the first warm run: code that runs for the first time is slow. */
const WARM_UP_IMAGES = 40;
/** So many images tell what the bare pipeline costs, and large ones fit into its memory. */
const BARE_IMAGES = 48;

export interface Measured {
  figures: BenchFigures;
  /** When it was. */
  window: TimeWindow;
}

export interface Ground {
  home: string;
  scratch: string;
  photos: PhotoSet;
  profile: string | undefined;
}

/** One after the other in one system, which starts with no worker. */
export async function measureRuns(runs: PlannedRun[], ground: Ground): Promise<Measured[]> {
  const system = await LocalSystem.start({
    FACEFLEET_HOME: ground.home,
    ...(ground.profile === undefined ? {} : await profiling(ground.profile)),
  });
  try {
    const { pids, models } = await system.local();
    const meter = new CpuMeter(pids);
    meter.start();
    try {
      const bench = new Bench(await system.api(), meter, manifest.sets[models].embedder, ground);
      const measured: Measured[] = [];
      for (const run of runs) measured.push(await bench.measure(run));
      return measured;
    } finally {
      await meter.stop();
    }
  } finally {
    await system.stop();
  }
}

class Bench {
  private readonly bare = new Map<number | undefined, BarePipelineRun>();
  private probes: Probe[] = [];
  private sets = 0;
  private isWarm = false;

  constructor(
    private readonly api: Api,
    private readonly meter: CpuMeter,
    private readonly model: string,
    private readonly ground: Ground,
  ) {}

  async measure(run: PlannedRun): Promise<Measured> {
    const originals = await this.originalsOf(run.sizeKb);
    const bare = this.bare.get(run.sizeKb) ?? (await this.runBare(originals));
    this.bare.set(run.sizeKb, bare);
    if (run.images === 'new') this.probes = this.newProbes(originals, run.requests);
    if (run.start === 'warm') await this.warm(originals);
    const [fromUs, before] = [monotonicUs(), await this.cpu()];
    const load = await sendAll(this.api, this.probes, run.concurrency);
    const [cpuMs, toUs] = [difference(await this.cpu(), before), monotonicUs()];
    const figures = figuresOf(run, load, cpuMs, bare);
    console.log(`${titleOf(figures)}: ${figures.imagesPerS} images/s, ratio ${figures.ratio}`);
    for (const problem of load.problems.slice(0, 10)) console.log(`  ! ${problem}`);
    return { figures, window: { fromUs, toUs } };
  }

  /** All workers are ready and idle, and have worked before. */
  private async warm(originals: Probe[]): Promise<void> {
    await warmUp(this.api);
    if (this.isWarm) return;
    await sendAll(this.api, this.newProbes(originals, WARM_UP_IMAGES), 8);
    await warmUp(this.api);
    this.isWarm = true;
  }

  private newProbes(originals: Probe[], count: number): Probe[] {
    this.sets += 1;
    return uniqueProbes(originals, count, `set ${this.sets}`);
  }

  private originalsOf(sizeKb: number | undefined): Promise<Probe[]> {
    const { photos, scratch } = this.ground;
    if (sizeKb === undefined) return Promise.resolve(photos.originals);
    return sizedPhotos(photos.originals, sizeKb, join(scratch, 'sized'));
  }

  private runBare(originals: Probe[]): Promise<BarePipelineRun> {
    const { home, scratch } = this.ground;
    const job = { modelsDir: join(home, 'models'), model: this.model, slots: availableParallelism() };
    return runBarePipeline(uniqueProbes(originals, BARE_IMAGES, 'bare'), job, scratch);
  }

  private async cpu(): Promise<CpuByRole> {
    const { user, system } = process.cpuUsage();
    return { ...(await this.meter.read()), client: (user + system) / 1000 };
  }
}
