import { FleetStatus, type WorkerState } from '@facefleet/contracts';
import { decide, INITIAL_STATE, type Observation, type ScalingPolicy } from '@facefleet/scaling';
import { describe, expect, it } from 'vitest';
import { fleetStatus, type Tick } from './fleet-status';

const policy: ScalingPolicy = {
  minWorkers: 0,
  maxWorkers: 9,
  slots: 2,
  deadlineS: 60,
  idleS: 60,
  emptyProofs: 3,
  silentAfterS: 10,
  serviceTimeMs: 100,
  bootS: 3,
  minBillS: 0,
  lateCostS: 300,
};

const heard = (workerId: string, state: WorkerState, agoS = 1) => ({
  workerId,
  ageS: 5,
  slots: 2,
  draining: false,
  heartbeat: { state, agoS, busySlots: 1 },
});

const tick = {
  configured: { ...policy, maxWorkers: 20 },
  mode: 'act' as const,
  pause: undefined,
  held: undefined,
  machineSToday: 90.4,
  fleetKind: 'process' as const,
};

function statusOf(seen: Partial<Observation>, more: Partial<Tick> = {}): FleetStatus {
  const full = { nowMs: Date.UTC(2026, 10, 1), queue: undefined, workers: [], heartbeatsFlow: true, ...seen };
  const { decision } = decide(full, INITIAL_STATE, policy);
  return fleetStatus({ ...tick, seen: full, decision, policy, ...more });
}

describe('fleetStatus', () => {
  it('keeps the contract, also when the queue could not be seen', () => {
    const status = statusOf({ workers: [heard('a', 'ready')] });
    expect(FleetStatus.parse(status)).toMatchObject({ queue: null, decision: { action: 'freeze' } });
  });

  it('says what is in force, what was configured, and why a decision is not carried out', () => {
    const pause = { since: '2026-11-01T00:00:00.000Z', by: 'root', reason: null, until: null };
    const status = FleetStatus.parse(statusOf({}, { pause, held: 'Paused.' }));
    expect(status).toMatchObject({
      mode: 'act',
      pause,
      machineSToday: 90,
      policy: { minWorkers: 0, maxWorkers: 9, deadlineS: 60, idleS: 60 },
      configured: { maxWorkers: 20 },
    });
    expect(status.decision.reasons[0]).toBe('Paused.');
    expect(statusOf({}).pause).toBeNull();
  });

  it('says what waits and arrives where that is known, and nothing where it is not', () => {
    expect(FleetStatus.parse(statusOf({ accepted: 7, oldestAgeS: 1.5 }))).toMatchObject({
      ...{ fleetKind: 'process', accepted: 7, oldestAgeS: 1.5 },
    });
    expect(statusOf({})).toMatchObject({ accepted: undefined, oldestAgeS: undefined });
  });

  it('says of each worker what it is taken for', () => {
    const workers = [
      { workerId: 'new', ageS: 1, slots: 2, draining: false },
      heard('booting', 'starting'),
      heard('working', 'ready'),
      heard('lost', 'ready', 30),
      { ...heard('leaving', 'ready'), draining: true },
      heard('done', 'drained'),
    ];
    const status = statusOf({ queue: { visible: 0, inFlight: 1, delayed: 0 }, workers });
    expect(FleetStatus.parse(status).workers.map(({ workerId, state }) => [workerId, state])).toEqual([
      ['new', 'launching'],
      ['booting', 'starting'],
      ['working', 'ready'],
      ['lost', 'silent'],
      ['leaving', 'draining'],
      ['done', 'drained'],
    ]);
  });
});
