import type { ScalingDecision } from './decision';
import type { Observation } from './observation';

/** Whatever decides how many workers there shall be: our policy, or the formula of somebody else's. Pure, as `decide` is. */
export interface Autoscaler<State = unknown> {
  name: string;
  /** It looks every so often [s]. */
  tickS: number;
  initialState: State;
  decide(seen: Observation, state: State): { decision: ScalingDecision; state: State };
}
