import type { Autoscaler } from '../autoscaler';
import type { BaselineSettings } from './settings';
import { freeze, steer } from './steer';

const INTERVAL_S = 10;

/**
 * buildkite-agent-scaler with its own defaults: every 10 s as many instances as the jobs, waiting and running, have
 * agents to run on. It scales in at once; what it is often run with, agents that leave by themselves after 10 idle
 * minutes, is not part of it.
 */
export function buildkite(settings: BaselineSettings): Autoscaler<null> {
  return {
    name: 'buildkite',
    tickS: INTERVAL_S,
    initialState: null,
    decide(seen, state) {
      if (seen.queue === undefined) return { decision: freeze(seen), state };
      const jobs = seen.queue.visible + seen.queue.inFlight;
      const desired = Math.ceil(jobs / settings.slots);
      const reason = `${jobs} jobs at ${settings.slots} for each instance`;
      return { decision: steer(desired, seen, settings, reason), state };
    },
  };
}
