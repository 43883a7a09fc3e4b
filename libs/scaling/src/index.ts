export type { BootTimes, StartPath } from './boot';
export { decide, INITIAL_STATE } from './decide';
export type { ScalingDecision, ScalingState } from './decision';
export type { Observation, ObservedHeartbeat, ObservedWorker } from './observation';
export { type Hearing, phaseOf, type WorkerPhase } from './phase';
export type { ScalingPolicy } from './policy';
