import type { FleetMode, FleetPause, FleetPolicy, FleetStatus, FleetWorker } from '@facefleet/contracts';
import {
  type Hearing,
  type Observation,
  type ObservedWorker,
  phaseOf,
  type ScalingDecision,
  type ScalingPolicy,
} from '@facefleet/scaling';

export interface Tick {
  seen: Observation;
  decision: ScalingDecision;
  policy: ScalingPolicy;
  configured: ScalingPolicy;
  mode: FleetMode;
  pause: FleetPause | undefined;
  /** Why the decision was not carried out, where it was not. */
  held: string | undefined;
  machineSToday: number;
  fleetKind: FleetStatus['fleetKind'];
}

/** What the gateways are told of the fleet after each tick. */
export function fleetStatus(tick: Tick): FleetStatus {
  const { seen, decision, policy, configured, mode, pause, held, machineSToday, fleetKind } = tick;
  const at = new Date(seen.nowMs).toISOString();
  const { desired, current, action, reasons } = decision;
  const hearing = {
    heartbeatsFlow: seen.heartbeatsFlow,
    bootS: seen.bootS ?? policy.bootS,
    silentAfterS: policy.silentAfterS,
  };
  return {
    at,
    minWorkers: policy.minWorkers,
    maxWorkers: policy.maxWorkers,
    queue: seen.queue ?? null,
    workers: seen.workers.map((worker) => fleetWorker(worker, hearing)),
    decision: { at, desired, current, action, reasons: held === undefined ? reasons : [held, ...reasons] },
    mode,
    pause: pause ?? null,
    policy: operatorsPart(policy),
    configured: operatorsPart(configured),
    capacity: {
      serviceTimeS: (seen.serviceTimeMs ?? policy.serviceTimeMs) / 1000,
      bootS: Math.max(0, hearing.bootS),
      slots: policy.slots,
    },
    fleetKind,
    accepted: seen.accepted,
    oldestAgeS: seen.oldestAgeS,
    machineSToday: Math.round(machineSToday),
  };
}

function operatorsPart({ minWorkers, maxWorkers, deadlineS, idleS }: ScalingPolicy): FleetPolicy {
  return { minWorkers, maxWorkers, deadlineS, idleS };
}

function fleetWorker(worker: ObservedWorker, hearing: Hearing): FleetWorker {
  const { workerId, ageS, slots, heartbeat } = worker;
  const phase = phaseOf(worker, hearing);
  const started = phase === 'launching' && heartbeat?.state === 'starting';
  const finished = phase === 'draining' && heartbeat?.state === 'drained';
  const state = started ? 'starting' : finished ? 'drained' : phase;
  return { workerId, state, ageS, slots, busySlots: heartbeat?.busySlots };
}
