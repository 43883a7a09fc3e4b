import type { Autoscaler } from '../autoscaler';
import type { BaselineSettings } from './settings';
import { freeze, staying, steer } from './steer';

const CHECK_S = 30;
const EMPTY_CHECKS = 2;

export interface CourseState {
  emptyChecks: number;
}

/**
 * The controller that public solutions of the course project share: every 30 s as many instances more as messages are
 * visible, and all are terminated after two checks that saw none. It forgets what boots and what is in flight; that
 * there are never more than the maximum (20 in the course) is the account's limit.
 */
export function courseProject(settings: BaselineSettings): Autoscaler<CourseState> {
  return {
    name: 'course-project',
    tickS: CHECK_S,
    initialState: { emptyChecks: 0 },
    decide(seen, state) {
      if (seen.queue === undefined) return { decision: freeze(seen), state };
      const { visible } = seen.queue;
      const emptyChecks = visible > 0 ? 0 : state.emptyChecks + 1;
      const desired = emptyChecks >= EMPTY_CHECKS ? 0 : staying(seen) + visible;
      const reason = visible > 0 ? `${visible} visible` : `Nothing visible, ${emptyChecks} times in a row`;
      return { decision: steer(desired, seen, settings, reason), state: { emptyChecks } };
    },
  };
}
