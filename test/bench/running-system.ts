import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { manifest } from '@facefleet/models';
import type { Api } from '../support/api';
import { type LocalFile, LocalSystem } from '../support/system';
import type { BarePipelineSettings } from './bare-pipeline';
import { warmUp } from './fleet-control';
import { sendAll } from './load';
import { recognise } from './recognition';
import { type PhotoSet, type Probe, uniqueProbes } from './photo-set';
import { profiling } from './profile/profiles';
import { sizedPhotos } from './sized-photos';

/** Sent before the first measurement of a warm system: code that runs for the first time is slow. */
const WARM_UP_IMAGES = 40;
const WARM_UP_AT_ONCE = 8;

/** What there is before a system is started. */
export interface Ground {
  /** Where somebody has been enrolled. */
  home: string;
  scratch: string;
  photos: PhotoSet;
  profile: string | undefined;
  /** Further FACEFLEET_* settings. */
  env?: Record<string, string>;
}

/** A system that is measured, and what is sent to it. */
export class RunningSystem {
  private sets = 0;
  private hasWorked = false;

  private constructor(
    readonly system: LocalSystem,
    readonly local: LocalFile,
    readonly api: Api,
    readonly ground: Ground,
  ) {}

  /** Starts it with no worker; it is stopped after its use. */
  static async use<T>(ground: Ground, work: (running: RunningSystem) => Promise<T>): Promise<T> {
    const system = await LocalSystem.start({
      ...ground.env,
      FACEFLEET_HOME: ground.home,
      ...(ground.profile === undefined ? {} : await profiling(ground.profile)),
    });
    try {
      return await work(new RunningSystem(system, await system.local(), await system.api(), ground));
    } finally {
      await system.stop();
    }
  }

  /** The same models in as many threads as there are cores. */
  get bareSettings(): BarePipelineSettings {
    const model = manifest.sets[this.local.models].embedder;
    return { modelsDir: join(this.ground.home, 'models'), model, slots: availableParallelism() };
  }

  /** All workers are ready and idle, and have worked before. */
  async warm(originals: Probe[]): Promise<void> {
    await warmUp(this.api);
    if (this.hasWorked) return;
    const probes = this.newProbes(originals, WARM_UP_IMAGES);
    await sendAll((image) => recognise(this.api, image), probes, WARM_UP_AT_ONCE);
    await warmUp(this.api);
    this.hasWorked = true;
  }

  /** That nobody has sent before. */
  newProbes(originals: Probe[], count: number): Probe[] {
    this.sets += 1;
    return uniqueProbes(originals, count, `set ${this.sets}`);
  }

  /** @param sizeKb undefined: the photographs as they are */
  originalsOf(sizeKb: number | undefined): Promise<Probe[]> {
    const { photos, scratch } = this.ground;
    if (sizeKb === undefined) return Promise.resolve(photos.originals);
    return sizedPhotos(photos.originals, sizeKb, join(scratch, 'sized'));
  }
}
