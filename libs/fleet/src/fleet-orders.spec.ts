import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import { FleetOrders } from './fleet-orders';
import { MemoryStore } from './memory-store.fixture';
import { inForce, pauseAt, standingOrders } from './order';

const clock = { atMs: 0, nowMs: () => clock.atMs };
const accept = () => undefined;
let store: MemoryStore;
let orders: FleetOrders;

beforeEach(() => {
  Logger.overrideLogger(false);
  clock.atMs = Date.UTC(2026, 10, 23);
  store = new MemoryStore();
  orders = new FleetOrders(store, clock);
});

const standing = async (log = new FleetOrders(store, clock)) => standingOrders(await log.all());

describe('FleetOrders', () => {
  it('amount to what was ordered last of each thing, and null takes an order back', async () => {
    expect(await standing()).toEqual({ overrides: {}, pause: undefined });
    await orders.changePolicy('k1', { maxWorkers: 4, deadlineS: 30 }, accept);
    await orders.changePolicy('k2', { deadlineS: null, minWorkers: 1 }, accept);
    expect((await standing()).overrides).toEqual({ maxWorkers: 4, minWorkers: 1 });
  });

  it('tell who changed what, and when', async () => {
    await orders.changePolicy('k1', { maxWorkers: 4 }, accept);
    await orders.changePolicy('k2', { maxWorkers: 3 }, accept);
    expect(await orders.all()).toMatchObject([
      { by: 'k1', at: '2026-11-23T00:00:00.000Z', before: {}, after: { maxWorkers: 4 } },
      { by: 'k2', before: { maxWorkers: 4 }, change: { maxWorkers: 3 }, after: { maxWorkers: 3 } },
    ]);
  });

  it('count in the order in which they were given, whatever the clocks say', async () => {
    await orders.changePolicy('k1', { maxWorkers: 4 }, accept);
    clock.atMs -= 60_000;
    await new FleetOrders(store, clock).changePolicy('k2', { maxWorkers: 3 }, accept);
    expect((await standing()).overrides).toEqual({ maxWorkers: 3 });
  });

  it('loses none of two that are given by two gateways at once', async () => {
    await Promise.all([
      orders.changePolicy('k1', { maxWorkers: 4 }, accept),
      new FleetOrders(store, clock).changePolicy('k2', { deadlineS: 30 }, accept),
    ]);
    expect((await standing()).overrides).toEqual({ maxWorkers: 4, deadlineS: 30 });
  });

  it('keeps nothing that was not accepted', async () => {
    const refuse = () => {
      throw new Error('too many');
    };
    await expect(orders.changePolicy('k1', { maxWorkers: 4 }, refuse)).rejects.toThrow('too many');
    expect(store.objects.size).toBe(0);
  });

  it('pause until they resume, or until a time', async () => {
    await orders.pause('k1', 'night', '2026-11-23T06:00:00.000Z');
    const { pause } = await standing();
    expect(pause).toMatchObject({ by: 'k1', reason: 'night' });
    expect(pauseAt(pause, Date.UTC(2026, 10, 23, 5))).toBe(pause);
    expect(pauseAt(pause, Date.UTC(2026, 10, 23, 6))).toBeUndefined();
    await orders.resume('k2', null);
    expect((await standing()).pause).toBeUndefined();
  });

  it('are read once each', async () => {
    await orders.changePolicy('k1', { maxWorkers: 4 }, accept);
    await orders.all();
    await orders.all();
    expect(store.reads).toBe(1);
  });

  it('that a newer release gave are not followed, and stop nobody', async () => {
    await orders.changePolicy('k1', { maxWorkers: 4 }, accept);
    await store.put('fleet/orders/zzz', '{"v":2}');
    await store.put('fleet/orders/zzzz', 'no JSON');
    expect((await standing()).overrides).toEqual({ maxWorkers: 4 });
  });

  it('amount to the same after the old ones were tidied away', async () => {
    await orders.pause('k1', null, null);
    await orders.changePolicy('k1', { maxWorkers: 4 }, accept);
    for (let deadlineS = 1; deadlineS <= 510; deadlineS++)
      await orders.changePolicy('k1', { deadlineS }, accept);
    const before = await standing();
    await orders.tidy();
    expect(store.objects.size).toBe(501);
    expect(await standing()).toEqual(before);
    expect(before).toMatchObject({ overrides: { maxWorkers: 4, deadlineS: 510 }, pause: { by: 'k1' } });
  });
});

describe('the policy in force', () => {
  const configured = { minWorkers: 1, maxWorkers: 5, deadlineS: 60, other: 'kept' };

  it('is what was configured but for what was ordered', () => {
    expect(inForce(configured, {})).toEqual(configured);
    expect(inForce(configured, { deadlineS: 30 })).toEqual({ ...configured, deadlineS: 30 });
  });

  it('never goes beyond the configured maximum, nor has a minimum above the maximum', () => {
    expect(inForce(configured, { maxWorkers: 100 })).toMatchObject({ maxWorkers: 5 });
    expect(inForce(configured, { maxWorkers: 2, minWorkers: 4 })).toMatchObject({
      minWorkers: 2,
      maxWorkers: 2,
    });
  });
});
