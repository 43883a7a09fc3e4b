import { availableParallelism } from 'node:os';
import { measureRuns } from '../measure';
import type { PlannedRun } from '../plan';
import type { Ground } from '../running-system';
import type { ScaleFigures } from './report';

/** The same load for one worker of one core, for two, and so on: a fresh system each. */
export async function measureScale(run: PlannedRun, ground: Ground): Promise<ScaleFigures[]> {
  const all: ScaleFigures[] = [];
  for (let workers = 1; workers <= Math.max(2, availableParallelism()); workers *= 2) {
    const env = { FACEFLEET_MAX_WORKERS: String(workers), FACEFLEET_SLOTS: '1' };
    const [measured] = await measureRuns([run], { ...ground, env: { ...ground.env, ...env } });
    if (measured) all.push({ ...measured.figures, workers });
  }
  return all;
}
