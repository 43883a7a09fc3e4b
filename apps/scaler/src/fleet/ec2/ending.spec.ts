import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Ec2Fleet } from './ec2-fleet';
import { Ec2Scene, machine, noCapacity, START_MS, TestLeadership, throttled } from './scripted-ec2.fixture';

let scene: Ec2Scene;
const SPOT = { purchase: 'spot' as const };

beforeEach(() => {
  Logger.overrideLogger(false);
  scene = new Ec2Scene();
});

describe('draining', () => {
  it('asks again with each look, and terminates the machine only when its worker says drained', async () => {
    const fleet = scene.fleet();
    const listing = [machine('i-a'), machine('i-b')];
    await scene.tick(fleet, listing);
    scene.hear('i-a', 'ready');
    await fleet.drain('i-a');
    await scene.tick(fleet, listing);
    expect((await fleet.list()).map(({ draining }) => draining)).toEqual([true, false]);
    scene.hear('i-a', 'draining');
    await scene.tick(fleet, listing);
    expect([scene.asked, scene.instances.calls]).toEqual([['i-a', 'i-a', 'i-a'], []]);
    scene.hear('i-a', 'drained');
    scene.instances.answers = ['done'];
    await scene.tick(fleet, listing);
    expect(scene.instances.calls).toEqual(['terminate i-a']);
    await scene.tick(fleet, [machine('i-a', { state: 'shutting-down' }), machine('i-b')]);
    expect(await scene.tick(fleet, [machine('i-a', { state: 'terminated' }), machine('i-b')])).toEqual([
      'i-b',
    ]);
    expect(scene.instances.calls).toHaveLength(1);
  });

  it('ends also the machine of a worker that drained unasked, as on a spot notice', async () => {
    const fleet = scene.fleet({ warmPool: 1 });
    scene.hear('i-a', 'drained');
    scene.instances.answers = ['done'];
    await scene.tick(fleet, [machine('i-a', { offering: SPOT })]);
    expect(scene.instances.calls).toEqual(['terminate i-a']);
  });

  it('has one exception: a worker over its limit loses its machine all the same', async () => {
    const fleet = scene.fleet();
    await scene.tick(fleet, [machine('i-a')]);
    scene.hear('i-a', 'draining');
    await fleet.drain('i-a');
    for (let minute = 1; minute <= 10; minute++) {
      scene.clock.atMs += 60_000;
      await fleet.drain('i-a'); // asking again gives no further time
      await scene.tick(fleet, [machine('i-a')]);
    }
    expect(scene.instances.calls).toEqual([]);
    scene.clock.atMs += 1;
    scene.instances.answers = [throttled(), 'done'];
    await scene.tick(fleet, [machine('i-a')]);
    await scene.tick(fleet, [machine('i-a')]); // EC2 throttles: a pause
    scene.clock.atMs += 1_000;
    await scene.tick(fleet, [machine('i-a')]);
    expect(scene.instances.calls).toEqual(['terminate i-a', 'terminate i-a']);
  });

  it('counts towards the limit only the time in which the worker was asked, and could hear it', async () => {
    const fleet = scene.fleet();
    scene.hear('i-a', 'ready');
    await scene.tick(fleet, [machine('i-a')]);
    await fleet.drain('i-a');
    scene.clock.atMs += 1_000_000; // paused: nobody asked
    await scene.tick(fleet, [machine('i-a')]);
    scene.clock.atMs += 100_000;
    scene.flowingSinceMs = scene.clock.atMs; // until now every word was lost
    await scene.tick(fleet, [machine('i-a')]);
    for (let minute = 1; minute <= 10; minute++) {
      scene.clock.atMs += 60_000;
      await scene.tick(fleet, [machine('i-a')]);
    }
    expect(scene.instances.calls).toEqual([]);
    scene.clock.atMs += 1;
    scene.instances.answers = ['done'];
    await scene.tick(fleet, [machine('i-a')]);
    expect(scene.instances.calls).toEqual(['terminate i-a']);
  });

  it('touches nothing that the last list under our tag lacks', async () => {
    const fleet = scene.fleet();
    await scene.tick(fleet, [machine('i-a'), machine('i-b')]);
    scene.hear('i-foreign', 'drained');
    scene.hear('i-b', 'drained');
    await fleet.drain('i-foreign');
    expect(await scene.tick(fleet, [machine('i-a')])).toEqual(['i-a', 'i-b']); // what is missing is not gone yet
    scene.clock.atMs += 29_999;
    expect(await scene.tick(fleet, [machine('i-a')])).toEqual(['i-a', 'i-b']);
    scene.clock.atMs += 1;
    expect(await scene.tick(fleet, [machine('i-a')])).toEqual(['i-a']);
    expect([scene.asked, scene.instances.calls]).toEqual([[], []]);
  });

  it('ends nothing by a list that is too old', async () => {
    const fleet = scene.fleet();
    await scene.look(fleet, [machine('i-a')]);
    scene.hear('i-a', 'drained');
    scene.clock.atMs += 10_001;
    await fleet.upkeep();
    expect(await fleet.launch(1)).toEqual([]);
    expect(scene.instances.calls).toEqual([]);
  });
});

describe('the warm pool', () => {
  it('keeps drained machines stopped until it is full, and no spot instances', async () => {
    const fleet = scene.fleet({ warmPool: 2 });
    const listing = [
      machine('i-spot', { offering: SPOT }),
      machine('i-a'),
      machine('i-b'),
      machine('i-s', { state: 'stopped' }),
    ];
    for (const id of ['i-spot', 'i-a', 'i-b']) scene.hear(id, 'drained');
    scene.instances.answers = ['done', 'done'];
    await scene.tick(fleet, listing);
    expect(scene.instances.calls).toEqual(['stop i-a', 'terminate i-spot i-b']);
    expect(fleet.stoppedMachines()).toBe(1);
  });

  it('is started first, by an intent, and bought is what is missing', async () => {
    const fleet = scene.fleet({ warmPool: 2 });
    await scene.tick(fleet, [machine('i-s', { state: 'stopped' })]);
    scene.hear('i-s', 'drained'); // what it said in its last life counts no more
    scene.clock.atMs += 1_000;
    scene.instances.answers = ['done'];
    scene.instances.launchAnswers = [{ instanceId: 'i-a', refusals: [] }];
    expect(await fleet.launch(2)).toEqual(['i-s', 'i-a']);
    expect([...scene.intents.byId.values()]).toMatchObject([
      { path: 'stopped', instanceId: 'i-s' },
      { path: 'cold' },
    ]);
    expect(await fleet.list()).toMatchObject([
      { workerId: 'i-s', startPath: 'stopped', launchedAtMs: scene.clock.atMs },
      { workerId: 'i-a', startPath: 'cold' },
    ]);
    expect(fleet.stoppedMachines()).toBe(0);
    const [, cold] = [...scene.intents.byId.keys()];
    const up = [machine('i-s', { state: 'pending' }), machine('i-a', { state: 'pending', intentId: cold })];
    expect(await scene.tick(fleet, up)).toEqual(['i-s', 'i-a']);
    expect([...scene.intents.byId.keys()]).toEqual([cold]);
    scene.clock.atMs += 120_000;
    await scene.tick(fleet, up);
    expect(scene.intents.byId.size).toBe(0);
    expect(scene.instances.calls).toEqual(['start i-s']);
  });

  it('that EC2 has no room for is bought instead', async () => {
    const fleet = scene.fleet({ warmPool: 1 });
    await scene.tick(fleet, [machine('i-s', { state: 'stopped' })]);
    scene.instances.answers = [noCapacity()];
    expect(await fleet.launch(1)).toEqual([]);
    scene.instances.launchAnswers = [{ instanceId: 'i-a', refusals: [] }];
    expect(await fleet.launch(1)).toEqual(['i-a']);
  });

  it('gives up machines of an older version of the launch template, and those that are too many', async () => {
    const fleet = scene.fleet({ warmPool: 1 });
    const stopped = { state: 'stopped' as const };
    scene.instances.answers = ['done', 'done'];
    await scene.tick(fleet, [
      machine('i-old', { ...stopped, templateVersion: 2 }),
      machine('i-s', stopped),
      machine('i-t', stopped),
    ]);
    expect(scene.instances.calls).toEqual(['terminate i-old', 'terminate i-t']);
  });

  it('is not judged by a new leader from what it said in a life that ended while he stood by', async () => {
    const leadership = new TestLeadership();
    leadership.current = undefined;
    const standby = scene.fleet({ warmPool: 1 }, 'act', leadership);
    scene.hear('i-s', 'drained');
    await scene.look(standby, [machine('i-s')]);
    scene.clock.atMs += 30_000; // meanwhile the leader has stopped and started it
    leadership.current = 2;
    await scene.tick(standby, [machine('i-s', { launchedAtMs: scene.clock.atMs - 1_000 })]);
    expect(scene.instances.calls).toEqual([]);
    scene.hear('i-s', 'drained');
    scene.instances.answers = ['done'];
    await scene.tick(standby, [machine('i-s', { launchedAtMs: scene.clock.atMs - 1_000 })]);
    expect(scene.instances.calls).toEqual(['stop i-s']);
  });

  it('keeps the place of a machine that starts and that a list lacks', async () => {
    const fleet = scene.fleet({ warmPool: 1, maxMachines: 1 });
    await scene.tick(fleet, [machine('i-s', { state: 'stopped' })]);
    scene.instances.answers = ['done'];
    expect(await fleet.launch(1)).toEqual(['i-s']);
    scene.clock.atMs += 2_000;
    expect(await scene.tick(fleet, [])).toEqual(['i-s']);
    expect(await fleet.launch(1)).toEqual([]);
    expect(await scene.tick(fleet, [machine('i-s', { state: 'pending' })])).toEqual(['i-s']);
    expect(scene.intents.byId.size).toBe(0);
  });

  it('starts a machine again that does not start, and gives it up after a time', async () => {
    const fleet = scene.fleet({ warmPool: 1 });
    const stopped = [machine('i-s', { state: 'stopped' })];
    await scene.tick(fleet, stopped);
    scene.instances.answers = ['done', 'done', 'done'];
    await fleet.launch(1);
    scene.clock.atMs += 10_000;
    expect(await scene.tick(fleet, stopped)).toEqual(['i-s']);
    expect(scene.instances.calls).toEqual(['start i-s', 'start i-s']);
    scene.clock.atMs += 120_001;
    await scene.tick(fleet, stopped);
    expect(await scene.look(fleet, stopped)).toEqual([]);
  });
});

describe('a machine whose worker is never heard', () => {
  it('is terminated after its time, on the second look, and counts as a failed launch', async () => {
    const fleet = scene.fleet();
    const listing = [machine('i-a'), machine('i-dead')];
    await scene.tick(fleet, listing);
    scene.hear('i-a', 'ready');
    scene.clock.atMs += 300_000;
    await scene.tick(fleet, listing);
    await scene.tick(fleet, listing);
    expect(scene.instances.calls).toEqual([]);
    scene.clock.atMs += 10_000;
    scene.instances.answers = ['done'];
    await scene.tick(fleet, listing);
    expect(scene.instances.calls).toEqual(['terminate i-dead']);
    expect(fleet.launchObstacle()).toMatch('the worker of i-dead was never heard');
  });

  it('is not judged while nobody can be heard, nor before everybody could have been', async () => {
    const fleet = scene.fleet();
    await scene.tick(fleet, [machine('i-a')]);
    scene.flowingSinceMs = undefined;
    for (let looks = 0; looks < 3; looks++) {
      scene.clock.atMs += 400_000;
      await scene.tick(fleet, [machine('i-a')]);
    }
    scene.flowingSinceMs = scene.clock.atMs;
    scene.clock.atMs += 300_000;
    await scene.tick(fleet, [machine('i-a')]);
    scene.clock.atMs += 20_000;
    await scene.tick(fleet, [machine('i-a')]);
    expect(scene.instances.calls).toEqual([]);
  });

  it('and that ends by itself opens the breaker; one that was heard does not', async () => {
    const fleet = scene.fleet();
    await scene.look(fleet, []);
    scene.instances.launchAnswers = ['i-a', 'i-b'].map((instanceId) => ({ instanceId, refusals: [] }));
    await fleet.launch(2);
    await scene.tick(fleet, [machine('i-a'), machine('i-b')]);
    scene.clock.atMs += 40_000;
    scene.hear('i-a', 'ready');
    await scene.tick(fleet, [machine('i-a'), machine('i-b')]);
    await scene.tick(fleet, [machine('i-a', { state: 'terminated' }), machine('i-b')]);
    expect(fleet.launchObstacle()).toBeUndefined();
    await scene.tick(fleet, [machine('i-b', { state: 'terminated' })]);
    expect(fleet.launchObstacle()).toMatch('i-b ended within 40 s, its worker was never ready');
  });
});

describe('machines whose workers never come up', () => {
  const TICK_MS = 5_000;
  /** What was launched, until it is told to end. */
  let up: Map<string, ReturnType<typeof machine>>;
  let launchedAtS: number[];

  /** Wants as many as there may be, as a queue that grows would. */
  async function tick(fleet: Ec2Fleet): Promise<void> {
    scene.clock.atMs += TICK_MS;
    await scene.tick(fleet, [...up.values()]);
    for (const call of scene.instances.calls.splice(0))
      for (const id of call.split(' ').slice(1)) up.delete(id);
    for (const instanceId of await fleet.launch(5)) {
      up.set(instanceId, machine(instanceId, { launchedAtMs: scene.clock.atMs }));
      launchedAtS.push((scene.clock.atMs - START_MS) / 1000);
    }
  }

  async function during(fleet: Ec2Fleet, minutes: number): Promise<void> {
    for (let ticks = 0; ticks < (minutes * 60_000) / TICK_MS; ticks++) await tick(fleet);
  }

  beforeEach(() => {
    up = new Map();
    launchedAtS = [];
    scene.instances.answers = Array.from({ length: 100 }, () => 'done' as const);
    scene.instances.launchAnswers = Array.from({ length: 100 }, (_, number) => ({
      instanceId: `i-${number}`,
      refusals: [],
    }));
  });

  it('are launched one by one, each after the one before was given up', async () => {
    const fleet = scene.fleet();
    await during(fleet, 60);
    const [first, probes] = [launchedAtS.slice(0, 10), launchedAtS.slice(10)];
    expect(first.at(-1)).toBeLessThan(300); // nobody knew yet
    for (const [number, atS] of probes.entries())
      expect(atS - (probes[number - 1] ?? first[0]!)).toBeGreaterThan(300);
    expect(probes.length).toBeGreaterThan(5);
    expect(fleet.failedLaunches()).toBe(launchedAtS.length - up.size);
  });

  it('give way to all that are wanted once one has come up', async () => {
    const fleet = scene.fleet();
    await during(fleet, 10);
    const [probe] = [...up.keys()];
    expect(up.size).toBe(1);
    scene.hear(probe!, 'starting');
    await tick(fleet);
    expect(up.size).toBe(1);
    scene.hear(probe!, 'ready');
    await tick(fleet);
    await tick(fleet);
    expect(up.size).toBe(10);
    expect(fleet.launchObstacle()).toBeUndefined();
  });

  it('are failures also when their worker was heard, and never ready', async () => {
    const fleet = scene.fleet();
    await tick(fleet);
    await tick(fleet);
    scene.hear('i-0', 'starting');
    await tick(fleet);
    up.set('i-0', machine('i-0', { state: 'terminated' }));
    await tick(fleet);
    expect(fleet.failedLaunches()).toBe(1);
    expect(fleet.launchObstacle()).toMatch('i-0 ended within 15 s, its worker was never ready');
  });

  it('hold nobody up that only says for ever that it starts', async () => {
    const fleet = scene.fleet({ maxMachines: 2 });
    await tick(fleet);
    up.set('i-0', machine('i-0', { state: 'terminated' }));
    scene.hear('i-1', 'starting');
    await tick(fleet);
    up.delete('i-0');
    expect(fleet.launchObstacle()).toMatch('next');
    await during(fleet, 6);
    expect(up.size).toBe(2);
  });
});

describe('replacing', () => {
  const replacement = machine('i-new', { launchedAtMs: START_MS + 1_000, intentId: undefined });

  it('brings up the new machine first, one at a time, and then drains the old one', async () => {
    const fleet = scene.fleet();
    const old = [
      machine('i-old', { templateVersion: 2 }),
      machine('i-older', { templateVersion: 1, launchedAtMs: 0 }),
    ];
    for (const { instanceId } of old) scene.hear(instanceId, 'ready');
    scene.instances.launchAnswers = [{ instanceId: 'i-new', refusals: [] }];
    await scene.tick(fleet, old);
    await scene.tick(fleet, [...old, replacement]);
    expect([scene.instances.launches.length, scene.asked]).toEqual([1, []]);
    scene.clock.atMs += 40_000;
    scene.hear('i-new', 'ready');
    await scene.tick(fleet, [...old, replacement]);
    await scene.tick(fleet, [...old, replacement]);
    expect(new Set(scene.asked)).toEqual(new Set(['i-older']));
    expect(scene.instances.launches).toHaveLength(1);
  });

  it('goes for machines that run too long', async () => {
    const fleet = scene.fleet({ maxLifetimeMs: 3_600_000 });
    scene.hear('i-a', 'ready', 1);
    await scene.tick(fleet, [machine('i-a')]);
    scene.clock.atMs += 3_600_000;
    scene.instances.launchAnswers = [{ instanceId: 'i-new', refusals: [] }];
    await scene.tick(fleet, [machine('i-a')]);
    expect(scene.instances.launches).toHaveLength(1);
  });

  it('drains an idle machine first where there is no room for one more', async () => {
    const fleet = scene.fleet({ maxMachines: 1 });
    const old = machine('i-old', { templateVersion: 2 });
    scene.hear('i-old', 'ready', 1);
    await scene.tick(fleet, [old]);
    expect(scene.asked).toEqual([]);
    scene.hear('i-old', 'ready', 0);
    await scene.tick(fleet, [old]);
    expect(scene.asked).toEqual(['i-old']);
    expect(scene.instances.launches).toEqual([]);
  });
});

describe('the spend cap', () => {
  const spendCap = { instanceS: 600, per: 'hour' as const, weightOf: () => 1 };

  it('allows what the rest of the hour pays for, and again when the next one begins', async () => {
    const fleet = scene.fleet({ spendCap });
    scene.hear('i-a', 'ready');
    await scene.tick(fleet, [machine('i-a')]);
    scene.clock.atMs += 450_000;
    await scene.tick(fleet, [machine('i-a')]);
    scene.instances.launchAnswers = [
      { instanceId: 'i-b', refusals: [] },
      { instanceId: 'i-c', refusals: [] },
    ];
    expect(await fleet.launch(5)).toHaveLength(2); // 150 s are left, and each is billed 60 at least
    scene.clock.atMs += 100_000;
    await scene.look(fleet, [machine('i-a')]);
    expect(fleet.launchObstacle()).toBe('the spend cap is reached, 550 of 600 instance-seconds in this hour');
    scene.clock.atMs = START_MS + 3_600_000;
    await scene.look(fleet, [machine('i-a'), machine('i-b'), machine('i-c')]);
    expect(fleet.launchObstacle()).toBeUndefined();
  });

  it('has all workers drain once it is spent, also by a scaler before this one', async () => {
    scene.spent = { windowStartMs: START_MS, usedS: 590, atMs: START_MS };
    const fleet = scene.fleet({ spendCap });
    scene.clock.atMs += 20_000;
    await scene.tick(fleet, [machine('i-a')]);
    expect(new Set(scene.asked)).toEqual(new Set(['i-a']));
    expect(scene.spent).toMatchObject({ windowStartMs: START_MS, usedS: 610 });
  });
});

describe('the count of machine time', () => {
  it('begins at midnight and outlives the scaler, with a cap or without', async () => {
    const dayMs = 86_400_000;
    scene.clock.atMs = Math.ceil(START_MS / dayMs) * dayMs - 10_000;
    const [first, listing] = [scene.fleet(), [machine('i-a'), machine('i-b')]];
    await scene.tick(first, listing);
    scene.clock.atMs += 4_000;
    await scene.tick(first, listing);
    expect(first.machineSToday()).toBe(8);
    scene.clock.atMs += 36_000;
    await scene.tick(first, listing);
    expect(first.machineSToday()).toBe(60);
    scene.clock.atMs += 5_000;
    const second = scene.fleet();
    await scene.tick(second, listing);
    expect(second.machineSToday()).toBe(70);
  });
});

describe('while the scaler is paused', () => {
  it('machines whose workers have drained end, and no others are replaced', async () => {
    const fleet = scene.fleet({ maxLifetimeMs: 1 });
    await scene.look(fleet, [machine('i-a'), machine('i-b')]);
    scene.hear('i-b', 'ready');
    await fleet.drain('i-a');
    await fleet.finish();
    scene.hear('i-a', 'drained');
    scene.instances.answers = ['done'];
    await fleet.finish();
    expect([scene.asked, scene.instances.calls]).toEqual([['i-a', 'i-a'], ['terminate i-a']]);
    expect(scene.instances.launches).toEqual([]);
  });
});

describe('a fleet', () => {
  it('that cannot be seen is never taken for an empty one, and is not asked for again while EC2 throttles', async () => {
    const fleet = scene.fleet();
    scene.instances.listing = throttled();
    await expect(fleet.list()).rejects.toThrow('RequestLimitExceeded');
    scene.instances.listing = [];
    await expect(fleet.list()).rejects.toThrow('EC2 throttles DescribeInstances, the next try is in 1.0 s');
    scene.clock.atMs += 1_000;
    expect(await fleet.list()).toEqual([]);
  });

  it('that another scaler left is taken over, and left at work', async () => {
    const fleet = scene.fleet();
    await scene.tick(fleet, [machine('i-a'), machine('i-b', { state: 'stopping' })]);
    const { launchedAtMs } = machine('i-a');
    expect(await fleet.list()).toEqual([
      { workerId: 'i-a', launchedAtMs, slots: 2, startPath: 'cold', draining: false },
      { workerId: 'i-b', launchedAtMs, slots: 2, startPath: 'cold', draining: true },
    ]);
    expect(scene.instances.calls).toEqual([]);
  });

  it('whose intents cannot be read launches nothing', async () => {
    const fleet = scene.fleet();
    scene.intents.failure = new Error('S3 is away');
    await expect(fleet.list()).rejects.toThrow('S3 is away');
    expect(await fleet.launch(1)).toEqual([]);
  });
});
