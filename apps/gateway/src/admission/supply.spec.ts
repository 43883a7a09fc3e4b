import type { FleetStatus, FleetWorker } from '@facefleet/contracts';
import { describe, expect, it } from 'vitest';
import { answeredWithin, doneInS, slotsOf } from './supply';

const capacity = { serviceTimeS: 0.1, bootS: 40, slots: 2 };
const worker = (state: FleetWorker['state'], ageS = 100, slots = 2): FleetWorker => ({
  workerId: state,
  state,
  ageS,
  slots,
});
const fleet = (workers: FleetWorker[], more: Partial<FleetStatus> = {}): FleetStatus => ({
  at: '2026-11-23T12:00:00.000Z',
  minWorkers: 0,
  maxWorkers: 5,
  queue: null,
  workers,
  decision: { at: '2026-11-23T12:00:00.000Z', desired: 0, current: 0, action: 'hold', reasons: [] },
  capacity,
  ...more,
});

describe('slotsOf', () => {
  it('counts those that work now, those on their way when they will be ready, and further ones after a boot', () => {
    const workers = [worker('ready'), worker('starting', 30), worker('launching', 5)];
    expect(slotsOf(fleet(workers), true)).toEqual([
      { count: 2, inS: 0 },
      { count: 2, inS: 10 },
      { count: 2, inS: 35 },
      { count: 4, inS: 40 },
    ]);
  });

  it('counts no worker that leaves, is silent, or has been starting for far too long', () => {
    const workers = [worker('draining'), worker('drained'), worker('silent'), worker('starting', 121)];
    expect(slotsOf(fleet(workers), false)).toEqual([]);
  });

  it('gives the places of those that leave to further ones', () => {
    expect(slotsOf(fleet([worker('draining'), worker('ready')], { maxWorkers: 2 }), true)).toEqual([
      { count: 2, inS: 0 },
      { count: 2, inS: 40 },
    ]);
  });

  it('counts on nobody more where the fleet cannot grow', () => {
    expect(slotsOf(fleet([worker('ready')]), false)).toEqual([{ count: 2, inS: 0 }]);
  });

  it('knows nothing from a scaler that does not say how fast its workers are', () => {
    expect(slotsOf(fleet([worker('ready')], { capacity: undefined }), true)).toBeUndefined();
  });
});

describe('answeredWithin', () => {
  const slotTimeS = 0.1;

  it('is what all slots together do in the time', () => {
    expect(answeredWithin({ slots: [{ count: 2, inS: 0 }], slotTimeS }, 10)).toBe(200);
  });

  it('counts workers from when they are ready', () => {
    const slots = [
      { count: 1, inS: 0 },
      { count: 3, inS: 6 },
      { count: 9, inS: 60 },
    ];
    expect(answeredWithin({ slots, slotTimeS }, 10)).toBe(100 + 3 * 40);
  });

  it('gives a fleet that has to come up first the boot and half the limit', () => {
    expect(answeredWithin({ slots: [{ count: 1, inS: 90 }], slotTimeS }, 50)).toBe(250);
  });

  it('gives nothing on top where the boot is short', () => {
    expect(answeredWithin({ slots: [{ count: 1, inS: 2 }], slotTimeS }, 5)).toBe(30);
  });
});

describe('doneInS', () => {
  it('grows with the messages', () => {
    const supply = { slots: [{ count: 2, inS: 0 }], slotTimeS: 0.1 };
    expect([0, 20, 40].map((messages) => doneInS(supply, messages))).toEqual([0, 1, 2]);
  });

  it('waits for workers that are on their way, and is quicker once they are there', () => {
    const slots = [
      { count: 3, inS: 10 },
      { count: 1, inS: 4 },
    ];
    expect(doneInS({ slots, slotTimeS: 1 }, 6)).toBe(10);
    expect(doneInS({ slots, slotTimeS: 1 }, 14)).toBe(12);
    expect(doneInS({ slots, slotTimeS: 1 }, 2)).toBe(6);
  });
});
