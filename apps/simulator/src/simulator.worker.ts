import {
  autoscalerFor,
  boundOf,
  type ClairvoyantBound,
  type Outcome,
  simulate,
  type World,
} from '@facefleet/scaling';

export type SimulatorJob =
  { kind: 'bound'; world: World } | { kind: 'simulate'; world: World; policy: string };

/** A thread's part of the work. */
export default function work(job: SimulatorJob): Outcome | ClairvoyantBound {
  switch (job.kind) {
    case 'bound':
      return boundOf(job.world);
    case 'simulate':
      return simulate(job.world, autoscalerFor(job.policy, job.world));
  }
}
