import type { Autoscaler } from '../autoscaler';
import type { Observation } from '../observation';
import type { BaselineSettings } from './settings';
import { clamped, freeze, steer } from './steer';

/** KEDA's defaults for a ScaledObject and its SQS scaler. */
const POLL_S = 30;
const COOLDOWN_S = 300;
const QUEUE_LENGTH = 5;

/** Defaults of the HorizontalPodAutoscaler that KEDA sets up and Kubernetes runs. */
const SYNC_S = 15;
const TOLERANCE = 0.1;
const STABILISATION_S = 300;
const UP_PODS = 4;
const UP_FACTOR = 2;

export interface KedaState {
  /** The deployment's replicas, whatever runs of them. */
  replicas: number;
  nextPollMs: number;
  lastActiveMs: number;
  /** What the autoscaler calculated, before it was held back, within the stabilisation window. */
  recommendations: { atMs: number; replicas: number }[];
}

/**
 * KEDA with its `aws-sqs-queue` scaler: KEDA itself goes from zero to one and back, the HPA does the rest.
 *
 * - KEDA polls every 30 s. Anything in the queue, in flight included, makes it active; 300 s after it was last active
 *   it goes to zero.
 * - The HPA syncs every 15 s while there are replicas: q messages at t = 5 for each of n replicas want ceil(q / t), unless
 *   q / (t n) is within 10 % of 1; up by at most max(4, 100 %) per 15 s, down to the highest of the last 300 s.
 */
export function kedaHpa(settings: BaselineSettings): Autoscaler<KedaState> {
  return {
    name: 'keda-hpa',
    tickS: SYNC_S,
    initialState: { replicas: settings.minWorkers, nextPollMs: 0, lastActiveMs: 0, recommendations: [] },
    decide(seen, state) {
      if (seen.queue === undefined) return { decision: freeze(seen), state };
      const messages = seen.queue.visible + seen.queue.inFlight;
      const synced = hpaSync(messages, seen.nowMs, state, settings);
      const next = kedaPoll(messages, seen, synced, settings);
      const reason = `${messages} messages at ${QUEUE_LENGTH} for each replica`;
      return { decision: steer(next.replicas, seen, settings, reason), state: next };
    },
  };
}

function hpaSync(messages: number, nowMs: number, state: KedaState, settings: BaselineSettings): KedaState {
  const { replicas } = state;
  if (replicas === 0) return state; // disabled at zero
  const ratio = messages / (QUEUE_LENGTH * replicas);
  const calculated = Math.abs(1 - ratio) <= TOLERANCE ? replicas : Math.ceil(messages / QUEUE_LENGTH);
  // It starts from what it finds, so that its first sync takes nothing away.
  const known =
    state.recommendations.length > 0 ? state.recommendations : [{ atMs: nowMs, replicas: replicas }];
  const recommendations = [...known, { atMs: nowMs, replicas: calculated }].filter(
    ({ atMs }) => nowMs - atMs < STABILISATION_S * 1000,
  );
  const highest = Math.max(...recommendations.map((one) => one.replicas));
  const stabilised = calculated > replicas ? calculated : Math.min(replicas, highest);
  const limited = Math.min(stabilised, Math.max(replicas + UP_PODS, replicas * UP_FACTOR));
  const atLeastOne = { ...settings, minWorkers: Math.max(1, settings.minWorkers) };
  return { ...state, replicas: clamped(limited, atLeastOne), recommendations };
}

function kedaPoll(
  messages: number,
  { nowMs }: Observation,
  state: KedaState,
  { minWorkers }: BaselineSettings,
): KedaState {
  if (nowMs < state.nextPollMs) return state;
  const polled = { ...state, nextPollMs: nowMs + POLL_S * 1000 };
  if (messages > 0) return { ...polled, lastActiveMs: nowMs, replicas: Math.max(1, state.replicas) };
  const isCool = nowMs - state.lastActiveMs >= COOLDOWN_S * 1000;
  if (minWorkers > 0 || state.replicas === 0 || !isCool) return polled;
  return { ...polled, replicas: 0, recommendations: [] };
}
