import type { Autoscaler } from '../autoscaler';
import type { ScalingDecision } from '../decision';
import type { Observation, ObservedWorker } from '../observation';

/** Ready workers `r-0`, `r-1`, …, the first of them busy; then those that boot, `l-0`, …; then those that drain, `d-0`, … */
export interface Fleet {
  ready?: number;
  busy?: number;
  launching?: number;
  draining?: number;
}

export function workersOf({ ready = 0, busy = 0, launching = 0, draining = 0 }: Fleet): ObservedWorker[] {
  const make = (count: number, one: (index: number) => Partial<ObservedWorker>) =>
    Array.from({ length: count }, (_, index) => ({
      ...{ workerId: '', ageS: 100, slots: 1, draining: false },
      ...one(index),
    }));
  return [
    ...make(ready, (index) => ({
      workerId: `r-${index}`,
      heartbeat:
        index < busy
          ? { state: 'ready', agoS: 0, busySlots: 1 }
          : { state: 'ready', agoS: 0, busySlots: 0, idleSinceMs: 1000 * index },
    })),
    ...make(launching, (index) => ({ workerId: `l-${index}`, ageS: 10 * (index + 1) })),
    ...make(draining, (index) => ({ workerId: `d-${index}`, draining: true })),
  ];
}

export function seen(nowS: number, visible: number, inFlight: number, fleet: Fleet = {}): Observation {
  return {
    nowMs: nowS * 1000,
    queue: { visible, inFlight, delayed: 0 },
    workers: workersOf(fleet),
    heartbeatsFlow: true,
  };
}

/** An autoscaler that remembers, as in a run. */
export class Run<State> {
  private state: State;

  constructor(private readonly autoscaler: Autoscaler<State>) {
    this.state = autoscaler.initialState;
  }

  decide(nowS: number, visible: number, inFlight: number, fleet: Fleet = {}): ScalingDecision {
    const { decision, state } = this.autoscaler.decide(seen(nowS, visible, inFlight, fleet), this.state);
    this.state = state;
    return decision;
  }
}

export const SETTINGS = { minWorkers: 0, maxWorkers: 20, slots: 1, serviceTimeS: 1.5, sloS: 60 };
