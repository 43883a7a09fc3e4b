import { type BarePipelineRun, runBarePipeline } from './bare-pipeline';
import { type CpuByRole, ProcessMeter, difference } from './process-meter';
import { sendAll } from './load';
import { machineCpuMs } from './machine';
import { type Probe, uniqueProbes } from './photo-set';
import type { PlannedRun } from './plan';
import { monotonicUs, type TimeWindow } from './profile/self-time';
import { recognise } from './recognition';
import { type BenchFigures, figuresOf, titleOf } from './report';
import { type Ground, RunningSystem } from './running-system';
import { verdictOn } from './verdict';

/** So many images tell what the bare pipeline costs, and large ones fit into its memory. */
const BARE_IMAGES = 48;

export interface Measured {
  figures: BenchFigures;
  /** When it was. */
  window: TimeWindow;
}

/** One after the other in one system, which starts with no worker. */
export function measureRuns(runs: PlannedRun[], ground: Ground): Promise<Measured[]> {
  return RunningSystem.use(ground, async (running) => {
    const meter = new ProcessMeter(running.local.pids);
    meter.start();
    try {
      const bench = new Bench(running, meter);
      const measured: Measured[] = [];
      for (const run of runs) measured.push(await bench.measure(run));
      return measured;
    } finally {
      await meter.stop();
    }
  });
}

class Bench {
  private readonly bare = new Map<number | undefined, BarePipelineRun>();
  private probes: Probe[] = [];

  constructor(
    private readonly running: RunningSystem,
    private readonly meter: ProcessMeter,
  ) {}

  async measure(run: PlannedRun): Promise<Measured> {
    const originals = await this.running.originalsOf(run.sizeKb);
    const bare = this.bare.get(run.sizeKb) ?? (await this.runBare(originals));
    this.bare.set(run.sizeKb, bare);
    if (run.images === 'new') this.probes = this.running.newProbes(originals, run.requests);
    if (run.start === 'warm') await this.running.warm(originals);
    const [fromUs, before] = [monotonicUs(), await this.cpu()];
    const load = await sendAll((image) => recognise(this.running.api, image), this.probes, run.concurrency);
    const [cpuMs, toUs] = [difference(await this.cpu(), before), monotonicUs()];
    const figures = figuresOf(run, load, cpuMs, bare);
    console.log(`${titleOf(figures)}: ${figures.imagesPerS} images/s, ratio ${figures.ratio}`);
    for (const problem of countedProblems(verdictOn(load).problems).slice(0, 10))
      console.log(`  ! ${problem}`);
    return { figures, window: { fromUs, toUs } };
  }

  private runBare(originals: Probe[]): Promise<BarePipelineRun> {
    const probes = uniqueProbes(originals, BARE_IMAGES, 'bare');
    return runBarePipeline(probes, this.running.bareSettings, this.running.ground.scratch);
  }

  private async cpu(): Promise<CpuByRole> {
    const { user, system } = process.cpuUsage();
    return { ...(await this.meter.read()), client: (user + system) / 1000, machine: machineCpuMs() };
  }
}

/** The same picture, sent again and again, has the same problem. */
function countedProblems(problems: string[]): string[] {
  const counts = new Map<string, number>();
  for (const problem of problems) counts.set(problem, (counts.get(problem) ?? 0) + 1);
  return [...counts].map(([problem, times]) => (times === 1 ? problem : `${problem} (${times} times)`));
}
