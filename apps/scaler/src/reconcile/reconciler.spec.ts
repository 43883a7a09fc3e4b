import { Metrics } from '@facefleet/telemetry';
import { FleetMetrics } from '../telemetry/fleet-metrics';
import { Events, type FleetPause, FleetRecord, FleetStatus } from '@facefleet/contracts';
import {
  decide,
  INITIAL_STATE,
  type Observation,
  type ObservedWorker,
  type ScalingPolicy,
  type ScalingState,
} from '@facefleet/scaling';
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
  lateCostS: 300,
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
  launchTrial = () => undefined;
  failedLaunches = () => this.launchesFailed;
  launchesFailed = 0;
  stoppedMachines = () => undefined;
  standsBy = () => this.onStandby;
  onStandby = false;
  finish = () => Promise.resolve(void (this.finishes += 1));
  finishes = 0;
  upkeep = () => Promise.resolve(void (this.upkeeps += 1));
  upkeeps = 0;
  machineSToday = () => 60;
  launch(count: number): Promise<string[]> {
    this.calls.push(`launch ${count}`);
    return this.onLaunch(count);
  }
  drain(workerId: string): Promise<void> {
    this.calls.push(`drain ${workerId}`);
    return this.onDrain(workerId);
  }
}

const clock = { atMs: NOW_MS, nowMs: () => clock.atMs };
let observer: FakeObserver;
let fleet: FakeFleet;
let records: FleetRecord[];
let orders: { isKnown: boolean; policy: () => ScalingPolicy; pause: () => FleetPause | undefined };
let published: [string, object][];
let logged: unknown[][];
let reconciler: Reconciler;
let metrics: Metrics;

beforeEach(() => {
  logged = [];
  const keep = (...args: unknown[]) => void logged.push(args);
  Logger.overrideLogger({ log: keep, error: keep, warn: keep });
  observer = new FakeObserver();
  fleet = new FakeFleet();
  records = [];
  orders = { isKnown: true, policy: () => policy, pause: () => undefined };
  published = [];
  metrics = new Metrics({});
  const events = { publish: (pattern: string, payload: object) => void published.push([pattern, payload]) };
  clock.atMs = NOW_MS;
  const recorder = { add: (record: FleetRecord) => void records.push(record) };
  const settings = {
    FACEFLEET_TICK_MS: 1,
    FACEFLEET_SCALER_MODE: 'act' as const,
    FACEFLEET_FLEET: 'process' as const,
  };
  reconciler = new Reconciler(
    observer,
    fleet,
    new DecisionLog(),
    recorder,
    orders,
    events,
    new FleetMetrics(metrics),
    policy,
    settings,
    clock,
  );
});
afterEach(() => reconciler.onModuleDestroy());

async function runUntilLooks(count: number): Promise<void> {
  reconciler.onApplicationBootstrap();
  await vi.waitFor(() => expect(observer.looks).toBeGreaterThanOrEqual(count), DEADLINE);
  await reconciler.onModuleDestroy();
}

const crowd = { ...nothing, workers: ['a', 'b', 'c'].map(idleWorker) };

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

  it('counts the launches that failed since it leads', async () => {
    const counted = async () =>
      (await metrics.registry.getSingleMetric('facefleet_launch_failures_total')!.get()).values[0]?.value;
    const observe = observer.observe.bind(observer);
    observer.script = [nothing];
    observer.observe = () => {
      fleet.onStandby = observer.looks === 0;
      fleet.launchesFailed = [5, 7][observer.looks] ?? 8;
      return observe();
    };
    await runUntilLooks(3);
    expect(await counted()).toBe(3);
  });

  it('drains what the decision names, also when one of them fails', async () => {
    observer.script = [crowd, crowd, nothing];
    fleet.onDrain = (workerId) => (workerId === 'a' ? Promise.reject(new Error('no')) : Promise.resolve());
    await runUntilLooks(3);
    expect(fleet.calls).toEqual(['drain a', 'drain b']);
    expect(reconciler.failures).toBe(1);
  });

  it('drains nobody by a look that is too old by then', async () => {
    observer.script = [crowd, crowd, nothing];
    fleet.onDrain = () => Promise.resolve(void (clock.atMs += 10_001));
    await runUntilLooks(3);
    expect(fleet.calls).toEqual(['drain a']);
  });

  it('only looks while another scaler leads, and tells the gateways nothing', async () => {
    observer.script = [waiting];
    fleet.onStandby = true;
    await runUntilLooks(3);
    expect([fleet.calls, fleet.finishes, fleet.upkeeps, published, records]).toEqual([[], 0, 0, [], []]);
  });

  it('counts anew whenever it begins to lead, and from a state that it says', async () => {
    observer.script = [waiting];
    fleet.onLaunch = () => Promise.resolve(['a']);
    reconciler.onApplicationBootstrap();
    const runsOn = (looks: number) =>
      vi.waitFor(() => expect(observer.looks).toBeGreaterThan(looks), DEADLINE);
    await runsOn(2);
    fleet.onStandby = true;
    await runsOn(observer.looks + 2);
    const before = records.length;
    fleet.onStandby = false;
    await vi.waitFor(() => expect(records.length).toBeGreaterThan(before + 1), DEADLINE);
    const [first, again, next] = [records[0]!, records[before]!, records[before + 1]!];
    expect([again.seq, next.seq, next.scalerId]).toEqual([1, 2, again.scalerId]);
    expect(again.scalerId).not.toBe(first.scalerId);
  });

  it('lets the fleet do its upkeep after each decision', async () => {
    observer.script = [nothing];
    await runUntilLooks(3);
    expect([fleet.finishes, fleet.upkeeps]).toEqual([observer.looks, observer.looks]);
  });

  it('carries the proof of emptiness from tick to tick', async () => {
    const later = (afterS: number) => ({
      ...nothing,
      nowMs: NOW_MS + afterS * 1000,
      workers: [idleWorker('a')],
    });
    observer.script = [later(0), later(30), later(59), later(61), later(62), nothing];
    fleet.onDrain = () => Promise.resolve();
    await runUntilLooks(6);
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
    expect(records.filter(({ changed }) => changed)).toHaveLength(3);
  });

  const pause: FleetPause = { since: '2026-11-01T00:00:00.000Z', by: 'key-1', reason: 'night', until: null };

  it('decides while it is paused, says so, and does nothing', async () => {
    observer.script = [waiting];
    orders.pause = () => pause;
    await runUntilLooks(5);
    expect([fleet.calls, fleet.upkeeps]).toEqual([[], 0]);
    expect(fleet.finishes).toBe(observer.looks); // whoever was asked to drain before may end
    const status = FleetStatus.parse(published[0]?.[1]);
    expect(status).toMatchObject({ pause, decision: { action: 'launch', desired: 1 } });
    expect(status.decision.reasons[0]).toMatch(
      /^Paused by the key key-1 at .* \(night\): nothing is launched/,
    );
    expect(records.map(({ changed }) => changed)).toEqual([true, ...records.slice(1).map(() => false)]);
    expect(records[0]?.held).toMatch(/^Paused/);
  });

  it('does nothing before it knows whether it is paused', async () => {
    observer.script = [waiting];
    orders.isKnown = false;
    await runUntilLooks(3);
    expect(fleet.calls).toEqual([]);
  });

  it('goes by the policy in force', async () => {
    observer.script = [nothing];
    orders.policy = () => ({ ...policy, minWorkers: 2 });
    fleet.onLaunch = () => Promise.resolve(['a', 'b']);
    await runUntilLooks(1);
    expect(fleet.calls[0]).toBe('launch 2');
    expect(FleetStatus.parse(published[0]?.[1])).toMatchObject({
      policy: { minWorkers: 2 },
      configured: { minWorkers: 0 },
    });
  });

  it('records every decision so that it can be made again, byte for byte, and the next one from what it left', async () => {
    observer.script = [
      { ...nothing, serviceTimeMs: 0.1 + 0.2, bootS: 1e-7, launchObstacle: undefined },
      { ...waiting, workers: [idleWorker('a'), { ...idleWorker('b'), ageS: 1 / 3 }] },
      { ...nothing, nowMs: NOW_MS + 70_000.25, workers: [idleWorker('a')] },
      { ...nothing, queue: undefined },
    ];
    fleet.onDrain = () => Promise.resolve();
    fleet.onLaunch = () => Promise.resolve([]);
    await runUntilLooks(8);
    const lines = records.map((record) => JSON.stringify(record));
    let left: ScalingState = INITIAL_STATE;
    lines.forEach((line, index) => {
      const { seq, observation, stateBefore, policy: used, decision } = FleetRecord.parse(JSON.parse(line));
      expect(seq).toBe(index + 1);
      expect(stateBefore).toEqual(JSON.parse(JSON.stringify(left)));
      const again = decide(
        observation as unknown as Observation,
        stateBefore as unknown as ScalingState,
        used as unknown as ScalingPolicy,
      );
      expect(JSON.stringify(again.decision)).toBe(JSON.stringify(decision));
      left = again.state;
    });
  });
});
