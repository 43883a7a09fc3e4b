import type { Outcome } from '@facefleet/scaling';
import type { Contest } from './contest';
import { parseOptions, type SimulatorOptions } from './options';

export const OPTIONS = parseOptions([]) as SimulatorOptions;

export function outcome(policy: string, missed: number, billedInstanceS: number): Outcome {
  return {
    ...{ trace: 'made', policy, requests: 2000, missed, billedInstanceS },
    ...{ p50WaitS: 1.5, p95WaitS: 12.345678, p99WaitS: 140.2, maxWaitS: 150 },
    ...{ launches: 12, directionChanges: 3, peakInstances: 7 },
    ...{ thetaUnder: 0.1, thetaOver: 0.25, tauUnder: 0.05, tauOver: 0.5 },
    series: [0, 10, 20].map((tS) => ({
      tS,
      backlog: tS,
      oldestWaitS: tS / 2,
      demand: 2,
      ready: 3,
      instances: 4,
    })),
  };
}

export function contest(outcomes: Outcome[], boundInstanceS = 1000): Contest {
  const trace = { name: 'made', binS: 60, counts: [1000, 1000] };
  const world = { ...OPTIONS.world, trace, sloS: 60, maxWorkers: 38 };
  const bound = { instanceS: boundInstanceS, workS: 900, method: 'integer', withinMaxWorkers: true } as const;
  return { world, neededWorkers: 25, bound, outcomes };
}
