import { phaseOf } from '@facefleet/scaling';
import type { FleetRecord, FleetStatus } from './fleet-status';

/** What the curves show of one look of the scaler. null: not known. */
export interface Moment {
  /** Unix time [s] */
  atS: number;
  /** Waiting and in work [messages] */
  backlog: number | null;
  accepted: number | null;
  oldestAgeS: number | null;
  deadlineS: number | null;
  wanted: number;
  ready: number;
  busy: number;
  draining: number;
}

type Counts = FleetStatus['queue'];

export function momentOfStatus(status: FleetStatus): Moment {
  const { workers } = status;
  const backlog = backlogOf(status.queue);
  return {
    atS: Date.parse(status.at) / 1000,
    backlog,
    accepted: status.accepted ?? null,
    oldestAgeS: status.oldestAgeS ?? (backlog === 0 ? 0 : null),
    deadlineS: status.policy?.deadlineS ?? null,
    wanted: status.decision.desired,
    ready: workers.filter(({ state }) => state === 'ready').length,
    busy: workers.filter(({ state, busySlots = 0 }) => state !== 'silent' && busySlots > 0).length,
    draining: workers.filter(({ state }) => state === 'draining' || state === 'drained').length,
  };
}

export function momentOfRecord({ at, observation, policy, decision }: FleetRecord): Moment {
  const { workers, heartbeatsFlow, bootS = policy.bootS, queue } = observation;
  const hearing = { heartbeatsFlow, bootS, silentAfterS: policy.silentAfterS };
  const phases = workers.map((worker) => phaseOf(worker, hearing));
  const backlog = backlogOf(queue ?? null);
  return {
    atS: Date.parse(at) / 1000,
    backlog,
    accepted: observation.accepted ?? null,
    oldestAgeS: observation.oldestAgeS ?? (backlog === 0 ? 0 : null),
    deadlineS: policy.deadlineS,
    wanted: decision.desired,
    ready: phases.filter((phase) => phase === 'ready').length,
    busy: workers.filter(({ heartbeat }, i) => phases[i] !== 'silent' && (heartbeat?.busySlots ?? 0) > 0)
      .length,
    draining: phases.filter((phase) => phase === 'draining').length,
  };
}

export function backlogOf(queue: Counts): number | null {
  return queue && queue.visible + queue.inFlight + queue.delayed;
}

/** Both by time, each moment once: of two looks at one, the later list has it. */
export function merged(before: readonly Moment[], after: readonly Moment[]): Moment[] {
  const byTime = new Map([...before, ...after].map((moment) => [moment.atS, moment]));
  return [...byTime.values()].sort((a, b) => a.atS - b.atS);
}

/** Shorter, and single messages would be peaks. */
const RATE_OVER_S = 5;

/** @returns for each moment the arrivals a second of the seconds before it */
export function arrivalRates(moments: readonly Moment[]): (number | null)[] {
  let first = 0;
  return moments.map((moment) => {
    while (moment.atS - (moments[first + 1]?.atS ?? Infinity) >= RATE_OVER_S) first++;
    const since = moments[first]!;
    const passedS = moment.atS - since.atS;
    if (moment.accepted === null || since.accepted === null || passedS < 1) return null;
    const arrived = moment.accepted - since.accepted;
    return arrived < 0 ? null : arrived / passedS; // a scaler that begins anew counts from 0
  });
}
