import type { components } from '@facefleet/client/browser';
import type { Observation, ScalingPolicy } from '@facefleet/scaling';

type Fleet = components['schemas']['Fleet'];
type Decisions = components['schemas']['FleetDecisions']['decisions'];

/** An event `status` of `/v1/fleet/events`. */
export interface FleetStatus {
  at: string;
  /** null: the scaler could not see the queue. */
  queue: Fleet['queue'] | null;
  workers: NonNullable<Fleet['workers']>;
  decision: NonNullable<Fleet['decision']>;
  mode?: Fleet['mode'];
  pause?: Fleet['paused'];
  policy?: NonNullable<Fleet['policy']>;
  configured?: NonNullable<Fleet['policy']>;
  capacity?: { serviceTimeS: number; bootS: number; slots: number };
  machineSToday?: number;
  /** `process`: workers cost nothing. */
  fleetKind?: 'process' | 'ec2';
  /** Messages since some moment; only grows, until it begins anew. */
  accepted?: number;
  oldestAgeS?: number;
}

/** A decision as it is recorded, its parts as the policy knows them. */
export type FleetRecord = Omit<Decisions[number], 'observation' | 'policy'> & {
  observation: Observation;
  policy: ScalingPolicy;
};
