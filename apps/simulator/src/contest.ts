import {
  type ArrivalTrace,
  type ClairvoyantBound,
  maxWorkersFor,
  type Outcome,
  type World,
} from '@facefleet/scaling';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Piscina } from 'piscina';
import type { SimulatorOptions } from './options';
import type { SimulatorJob } from './simulator.worker';

/** Several autoscalers in the same world. */
export interface Contest {
  world: World;
  /** How many workers the busiest minute of the trace keeps busy. */
  neededWorkers: number;
  /** What somebody who knew all arrivals would have needed. */
  bound: ClairvoyantBound;
  /** In the order that was asked for. */
  outcomes: Outcome[];
}

/** Every trace with every promised time. */
export function worldsOf(traces: readonly ArrivalTrace[], options: SimulatorOptions): World[] {
  const { serviceTime, slots, minWorkers } = options.world;
  return traces.flatMap((trace) => {
    const auto = maxWorkersFor(trace, { serviceTimeS: serviceTime.meanS, slots });
    const maxWorkers = options.maxWorkers === 'auto' ? auto.maxWorkers : options.maxWorkers;
    return options.slosS.map((sloS) => ({
      ...options.world,
      trace,
      sloS,
      maxWorkers: Math.max(maxWorkers, minWorkers),
    }));
  });
}

/** One after the other, the autoscalers of each on all processors. */
export async function* contests(
  worlds: readonly World[],
  policies: readonly string[],
): AsyncGenerator<Contest> {
  const pool = new Piscina({
    filename: join(__dirname, 'simulator.worker.ts'),
    minThreads: 1,
    maxThreads: availableParallelism(),
  });
  const run = <T>(job: SimulatorJob) => pool.run(job) as Promise<T>;
  try {
    for (const world of worlds) {
      const { serviceTime, slots } = world;
      const [bound, ...outcomes] = await Promise.all([
        run<ClairvoyantBound>({ kind: 'bound', world }),
        ...policies.map((policy) => run<Outcome>({ kind: 'simulate', world, policy })),
      ]);
      const { needed } = maxWorkersFor(world.trace, { serviceTimeS: serviceTime.meanS, slots });
      yield { world, neededWorkers: needed, bound, outcomes };
    }
  } finally {
    await pool.destroy();
  }
}
