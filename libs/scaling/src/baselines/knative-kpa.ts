import type { Autoscaler } from '../autoscaler';
import type { BaselineSettings } from './settings';
import { freeze, ready, staying, steer } from './steer';

/** Knative Serving's `config-autoscaler` as it is shipped. */
const TICK_S = 2;
const STABLE_WINDOW_S = 60;
const PANIC_WINDOW_S = 6;
const PANIC_THRESHOLD = 2;
const TARGET_UTILISATION = 0.7;
const MAX_SCALE_UP_RATE = 1000;
const MAX_SCALE_DOWN_RATE = 2;
const SCALE_TO_ZERO_GRACE_S = 30;

export interface KnativeState {
  /** Concurrency at each tick of the stable window, newest last; none after a window of nothing. */
  samples: number[];
  /** Since when it has been over the panic threshold for the last time; absent outside of panic. */
  panicMs?: number;
  /** The most that was wanted in this panic. */
  maxPanic: number;
  /** Since when nothing has been wanted. */
  zeroSinceMs?: number;
}

/**
 * Knative's pod autoscaler (KPA), for which the queue's messages are the concurrent requests, waiting and in flight.
 *
 * - Every 2 s the concurrency averaged over 60 s and over 6 s is divided by the target, 0.7 of the slots.
 * - Panic begins when the short window wants twice what is ready, and ends after 60 s below: nobody leaves meanwhile.
 * - At most half of the ready ones leave at a time; the last one 30 s after nothing was wanted any more.
 */
export function knativeKpa(settings: BaselineSettings): Autoscaler<KnativeState> {
  const target = TARGET_UTILISATION * settings.slots;
  return {
    name: 'knative-kpa',
    tickS: TICK_S,
    initialState: { samples: [], maxPanic: 0 },
    decide(seen, state) {
      if (seen.queue === undefined) return { decision: freeze(seen), state };
      const present = staying(seen);
      const samples = sampled(state.samples, seen.queue.visible + seen.queue.inFlight, present > 0);
      const readyWorkers = Math.max(1, ready(seen));
      const most = Math.ceil(MAX_SCALE_UP_RATE * readyWorkers);
      const least = Math.floor(readyWorkers / MAX_SCALE_DOWN_RATE);
      const within = (workers: number) => Math.min(Math.max(workers, least), most);
      const stable = Math.ceil(meanOfLast(samples, STABLE_WINDOW_S) / target);
      const short = Math.ceil(meanOfLast(samples, PANIC_WINDOW_S) / target);

      const panicMs = panicSince(short / readyWorkers >= PANIC_THRESHOLD, seen.nowMs, state.panicMs);
      const maxPanic = panicMs === undefined ? 0 : Math.max(state.maxPanic, within(stable), within(short));
      const desired = panicMs === undefined ? within(stable) : maxPanic;
      const zeroSinceMs = desired > 0 ? undefined : (state.zeroSinceMs ?? seen.nowMs);
      const inGrace = zeroSinceMs !== undefined && seen.nowMs - zeroSinceMs < SCALE_TO_ZERO_GRACE_S * 1000;
      // Grace is for the last one that there is; where there is none, none comes.
      const kept = inGrace ? Math.min(1, present) : desired;

      const mode = panicMs === undefined ? '' : ', in panic';
      const reason = `Concurrency wants ${stable} over ${STABLE_WINDOW_S} s and ${short} over ${PANIC_WINDOW_S} s${mode}`;
      const next = { samples, maxPanic, panicMs, zeroSinceMs };
      return { decision: steer(kept, seen, settings, reason), state: next };
    },
  };
}

/** The averages are over what was measured: at zero, after a window of nothing, it measures anew, as Knative does. */
function sampled(before: readonly number[], concurrency: number, isMeasured: boolean): number[] {
  const samples = [...before, concurrency].slice(-STABLE_WINDOW_S / TICK_S);
  return isMeasured || samples.some((one) => one > 0) ? samples : [];
}

function meanOfLast(samples: readonly number[], windowS: number): number {
  const last = samples.slice(-windowS / TICK_S);
  return last.length === 0 ? 0 : last.reduce((sum, one) => sum + one, 0) / last.length;
}

function panicSince(isOver: boolean, nowMs: number, sinceMs: number | undefined): number | undefined {
  if (isOver) return nowMs;
  const isCalm = sinceMs !== undefined && nowMs - sinceMs > STABLE_WINDOW_S * 1000;
  return isCalm ? undefined : sinceMs;
}
