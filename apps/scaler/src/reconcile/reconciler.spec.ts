import { Events, FleetStatus } from '@facefleet/contracts';
import type { Observation, ObservedWorker, ScalingPolicy } from '@facefleet/scaling';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DecisionLog } from './decision-log';
import { Reconciler } from './reconciler';

const DEADLINE = { timeout: 10_000, interval: 5 };
const NOW_MS = Date.UTC(2026, 10, 1);
const policy: ScalingPolicy = {
  minWorkers: 0,
  maxWorkers: 5,
  slots: 1,
  deadlineS: 60,
  idleS: 60,
  emptyProofs: 3,
  silentAfterS: 10,
  serviceTimeMs: 1000,
  bootS: 3,
  minBillS: 0,
  lateCostS: 10,
};
const nothing: Observation = {
  nowMs: NOW_MS,
  queue: { visible: 0, inFlight: 0, delayed: 0 },
  workers: [],
  heartbeatsFlow: true,
};
const waiting = { ...nothing, queue: { visible: 10, inFlight: 0, delayed: 0 } };

/** Observes what it is told to, in order, and then the last of it again and again. */
class FakeObserver {
  looks = 0;
  running = 0;
  mostAtOnce = 0;
  script: (Observation | Error)[] = [];

  async observe(): Promise<Observation> {
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    await new Promise((resolve) => setImmediate(resolve));
    this.running -= 1;
    const seen = this.script[Math.min(this.looks++, this.script.length - 1)];
    if (seen === undefined) throw new Error('FakeObserver was not told what to see');
    if (seen instanceof Error) throw seen;
    return seen;
  }
}

/** Does nothing unless told to, and keeps what it was asked. */
class FakeFleet {
  calls: string[] = [];
  onLaunch = (_count: number): Promise<string[]> =>
    Promise.reject(new Error('FakeFleet was not told to launch'));
  onDrain = (_workerId: string): Promise<void> =>
    Promise.reject(new Error('FakeFleet was not told to drain'));

  list = () => Promise.reject(new Error('listing is the business of the observer'));
  launchObstacle = () => undefined;
  launch(count: number): Promise<string[]> {
    this.calls.push(`launch ${count}`);
    return this.onLaunch(count);
  }
  drain(workerId: string): Promise<void> {
    this.calls.push(`drain ${workerId}`);
    return this.onDrain(workerId);
  }
}

let observer: FakeObserver;
let fleet: FakeFleet;
let decisions: DecisionLog;
let published: [string, object][];
let logged: unknown[][];
let reconciler: Reconciler;

beforeEach(() => {
  logged = [];
  const keep = (...args: unknown[]) => void logged.push(args);
  Logger.overrideLogger({ log: keep, error: keep, warn: keep });
  observer = new FakeObserver();
  fleet = new FakeFleet();
  decisions = new DecisionLog();
  published = [];
  const events = { publish: (pattern: string, payload: object) => void published.push([pattern, payload]) };
  reconciler = new Reconciler(observer, fleet, decisions, events, policy, 1);
});
afterEach(() => reconciler.onModuleDestroy());

async function runUntilLooks(count: number): Promise<void> {
  reconciler.onApplicationBootstrap();
  await vi.waitFor(() => expect(observer.looks).toBeGreaterThanOrEqual(count), DEADLINE);
  await reconciler.onModuleDestroy();
}

function idleWorker(workerId: string): ObservedWorker {
  const heartbeat = { state: 'ready' as const, agoS: 1, busySlots: 0, idleSinceMs: NOW_MS - 100_000 };
  return { workerId, ageS: 300, slots: 1, draining: false, heartbeat };
}

describe('Reconciler', () => {
  it('launches what the decision asks for', async () => {
    observer.script = [waiting, nothing];
    fleet.onLaunch = () => Promise.resolve(['a']);
    await runUntilLooks(2);
    expect(fleet.calls).toEqual(['launch 1']);
    expect(reconciler.failures).toBe(0);
  });

  it('drains what the decision names, also when one of them fails', async () => {
    const crowd = { ...waiting, workers: ['a', 'b', 'c'].map(idleWorker) };
    observer.script = [crowd, nothing];
    fleet.onDrain = (workerId) => (workerId === 'a' ? Promise.reject(new Error('no')) : Promise.resolve());
    await runUntilLooks(2);
    expect(fleet.calls).toEqual(['drain a', 'drain b']);
    expect(reconciler.failures).toBe(1);
  });

  it('carries the proof of emptiness from tick to tick', async () => {
    const later = (afterS: number) => ({
      ...nothing,
      nowMs: NOW_MS + afterS * 1000,
      workers: [idleWorker('a')],
    });
    observer.script = [later(0), later(30), later(59), later(61), nothing];
    fleet.onDrain = () => Promise.resolve();
    await runUntilLooks(5);
    expect(fleet.calls).toEqual(['drain a']);
  });

  it('goes on after whatever goes wrong, and counts it', async () => {
    observer.script = [new Error('the fleet cannot be seen'), waiting, waiting, nothing];
    await runUntilLooks(4);
    expect(fleet.calls).toEqual(['launch 1', 'launch 1']);
    expect(reconciler.failures).toBe(3);
  });

  it('never runs two ticks at once', async () => {
    observer.script = [nothing];
    await runUntilLooks(10);
    expect(observer.mostAtOnce).toBe(1);
  });

  it('ends after the tick that runs and makes no further one', async () => {
    observer.script = [waiting];
    let launched!: () => void;
    fleet.onLaunch = () => new Promise((resolve) => (launched = () => resolve(['a'])));
    reconciler.onApplicationBootstrap();
    await vi.waitFor(() => expect(fleet.calls).toHaveLength(1), DEADLINE);
    const stopped = reconciler.onModuleDestroy();
    expect(published).toHaveLength(0);
    launched();
    await stopped;
    expect(published).toHaveLength(1);
    expect(observer.looks).toBe(1);
  });

  it('publishes the state of the fleet after each tick', async () => {
    observer.script = [nothing, { ...nothing, queue: undefined }];
    await runUntilLooks(2);
    expect(published.map(([pattern]) => pattern)).toEqual(published.map(() => Events.fleetStatus));
    const actions = published.slice(0, 2).map(([, payload]) => FleetStatus.parse(payload).decision.action);
    expect(actions).toEqual(['hold', 'freeze']);
  });

  it('logs a decision that changes something with its inputs and reasons, and not each idle tick', async () => {
    observer.script = [nothing, nothing, nothing, waiting, nothing];
    fleet.onLaunch = () => Promise.resolve(['a']);
    await runUntilLooks(20);
    const lines = logged.filter(([, message]) => message === 'decision').map(([details]) => details);
    expect(lines).toMatchObject([
      { action: 'hold', desired: 0, queue: nothing.queue },
      { action: 'launch', desired: 1, launch: 1, queue: waiting.queue },
      { action: 'hold', desired: 0 },
    ]);
    expect(decisions.recent()).toHaveLength(3);
  });
});
