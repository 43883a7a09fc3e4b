import type { BootTimes, StartPath } from '@facefleet/scaling';

const REMEMBERED = 20;
const QUANTILE = 0.9;

interface Boot {
  bootS: number;
  path: StartPath | undefined;
}

/** How long workers took lately from launch to readiness. */
export class RecentBoots {
  private readonly bootsByLaunch = new Map<string, Boot>();

  /** The first word on a launch counts. */
  note(launch: string, bootS: number, path?: StartPath): void {
    if (this.bootsByLaunch.has(launch)) return;
    this.bootsByLaunch.set(launch, { bootS, path });
    const ofPath = [...this.bootsByLaunch].filter(([, boot]) => boot.path === path);
    if (ofPath.length > REMEMBERED) this.bootsByLaunch.delete(ofPath[0]![0]);
  }

  /** Nine in ten were ready sooner: a plan on the mean would be late half of the time. [s] */
  get bootS(): number | undefined {
    return quantile([...this.bootsByLaunch.values()].slice(-REMEMBERED), QUANTILE);
  }

  /** The same by path, where any was measured. */
  get byPath(): Partial<Record<StartPath, BootTimes>> {
    const times: Partial<Record<StartPath, BootTimes>> = {};
    for (const path of ['hot', 'stopped', 'cold'] as const) {
      const boots = [...this.bootsByLaunch.values()].filter((boot) => boot.path === path);
      const [p50S, p90S] = [quantile(boots, 0.5), quantile(boots, QUANTILE)];
      if (p50S !== undefined && p90S !== undefined) times[path] = { p50S, p90S };
    }
    return times;
  }
}

function quantile(boots: Boot[], share: number): number | undefined {
  const sorted = boots.map(({ bootS }) => bootS).sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1];
}
