import type { Autoscaler } from './autoscaler';
import { decide, INITIAL_STATE } from './decide';
import type { ScalingState } from './decision';
import type { ScalingPolicy } from './policy';

const TICK_S = 2;

/** Our own policy, to be compared with others. */
export function facefleetAutoscaler(policy: ScalingPolicy): Autoscaler<ScalingState> {
  return {
    name: 'facefleet',
    tickS: TICK_S,
    initialState: INITIAL_STATE,
    decide: (seen, state) => decide(seen, state, policy),
  };
}
