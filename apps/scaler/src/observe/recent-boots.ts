import type { BootTimes, StartPath } from '@facefleet/scaling';

const REMEMBERED = 20;
/** More than there are machines. */
const COUNTED = 20_000;
const QUANTILE = 0.9;

interface Boot {
  bootS: number;
  path: StartPath | undefined;
}

/** How long workers took lately from launch to readiness. */
export class RecentBoots {
  private readonly boots: Boot[] = [];
  /** Launches that were noted, those included whose boots are forgotten. */
  private readonly counted = new Set<string>();

  /** The first word on a launch counts. */
  note(launch: string, bootS: number, path?: StartPath): void {
    if (this.counted.has(launch)) return;
    this.counted.add(launch);
    if (this.counted.size > COUNTED) this.counted.delete(this.counted.values().next().value!);
    this.boots.push({ bootS, path });
    const ofPath = this.boots.filter((boot) => boot.path === path);
    if (ofPath.length > REMEMBERED) this.boots.splice(this.boots.indexOf(ofPath[0]!), 1);
  }

  /** Nine in ten were ready sooner: a plan on the mean would be late half of the time. [s] */
  get bootS(): number | undefined {
    return quantile(this.boots.slice(-REMEMBERED), QUANTILE);
  }

  /** The same by path, where any was measured. */
  get byPath(): Partial<Record<StartPath, BootTimes>> {
    const times: Partial<Record<StartPath, BootTimes>> = {};
    for (const path of ['hot', 'stopped', 'cold'] as const) {
      const boots = this.boots.filter((boot) => boot.path === path);
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
