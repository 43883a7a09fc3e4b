import type { Instance, InstanceLaunch } from '@facefleet/aws';
import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { Ec2Fleet } from './ec2-fleet';
import { Fleet } from './fleet';

const options = {
  tag: 'production',
  launchTemplateId: 'lt-1',
  launchTemplateVersion: '3',
  slots: 2,
  provenAfterMs: 300_000,
  listedWithinMs: 120_000,
  drainLimitMs: 600_000,
};

/** Answers what it was told to, once each, and keeps what it was asked. */
class FakeInstances {
  launches: InstanceLaunch[] = [];
  terminated: string[][] = [];
  listing: Instance[] | Error | undefined;
  launchAnswers: (string[] | Error)[] = [];
  terminateAnswers: ('done' | Error)[] = [];

  list = (tag: string) => this.answer(tag === 'production' ? this.listing : undefined, `list ${tag}`);
  launch = (launch: InstanceLaunch) => {
    this.launches.push(launch);
    return this.answer(this.launchAnswers.shift(), 'launch');
  };
  terminate = async (ids: string[]) => {
    this.terminated.push(ids);
    await this.answer(this.terminateAnswers.shift(), 'terminate');
  };

  private answer<T>(answer: T | Error | undefined, call: string): Promise<T> {
    if (answer === undefined) throw new Error(`FakeInstances was not told what to answer to ${call}`);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }
}

const clock = { atMs: 0, nowMs: () => clock.atMs };
let instances: FakeInstances;
let published: [string, object][];
let fleet: Ec2Fleet;

function newFleet(): Ec2Fleet {
  const events = { publish: (pattern: string, payload: object) => void published.push([pattern, payload]) };
  return new Ec2Fleet(instances, events, options, clock);
}

beforeEach(() => {
  Logger.overrideLogger(false);
  clock.atMs = 1_900_000_000_000;
  instances = new FakeInstances();
  published = [];
  fleet = newFleet();
});

function running(instanceId: string, state: Instance['state'] = 'running'): Instance {
  return { instanceId, state, launchedAtMs: 1_899_999_000_000 };
}

async function idsWhen(listing: Instance[]): Promise<string[]> {
  instances.listing = listing;
  return (await fleet.list()).map(({ workerId }) => workerId);
}

const drainOf = (workerId: string) => ['worker.drain', { workerId }];

describe('Ec2Fleet', () => {
  it('launches from the pinned version, marks what it launches as ours, and asks with a new token each time', async () => {
    instances.launchAnswers = [['i-a', 'i-b'], ['i-c']];
    expect(await fleet.launch(3)).toEqual(['i-a', 'i-b']);
    expect(await fleet.launch(1)).toEqual(['i-c']);
    const common = { launchTemplateId: 'lt-1', version: '3', tags: { 'facefleet:fleet': 'production' } };
    expect(instances.launches).toMatchObject([
      { ...common, count: 3 },
      { ...common, count: 1 },
    ]);
    expect(new Set(instances.launches.map(({ clientToken }) => clientToken)).size).toBe(2);
  });

  it('counts an instance from its launch on, once, although EC2 lists it only later', async () => {
    instances.launchAnswers = [['i-a']];
    await fleet.launch(1);
    const launchedAtMs = clock.atMs;
    expect(await idsWhen([])).toEqual(['i-a']);
    clock.atMs += 5_000;
    instances.listing = [{ instanceId: 'i-a', state: 'pending', launchedAtMs: launchedAtMs + 900 }];
    expect(await fleet.list()).toEqual([{ workerId: 'i-a', launchedAtMs, slots: 2, draining: false }]);
    expect(await idsWhen([])).toEqual([]);
  });

  it('takes over instances that another scaler launched, and leaves them at work when it ends itself', async () => {
    instances.listing = [running('i-a'), running('i-b', 'shutting-down')];
    const app = await Test.createTestingModule({
      providers: [{ provide: Fleet, useFactory: newFleet }],
    }).compile();
    await app.init();
    const { launchedAtMs } = running('i-a');
    expect(await app.get(Fleet).list()).toEqual([
      { workerId: 'i-a', launchedAtMs, slots: 2, draining: false },
      { workerId: 'i-b', launchedAtMs, slots: 2, draining: true },
    ]);
    await app.close();
    expect([instances.terminated, published]).toEqual([[], []]);
  });

  it('never takes a fleet that it cannot see for an empty one', async () => {
    instances.listing = new Error('RequestLimitExceeded: slow down');
    await expect(fleet.list()).rejects.toThrow('RequestLimitExceeded');
  });

  it('says why EC2 gives no instance, waits, and then asks for a single one', async () => {
    const why = 'InsufficientInstanceCapacity: no m7i.large in this zone';
    instances.launchAnswers = [new Error(why), ['i-a'], ['i-b', 'i-c']];
    expect(await fleet.launch(5)).toEqual([]);
    expect(fleet.launchObstacle()).toBe(`the last launch failed (${why}), the next try is in 0.5 s`);
    expect(await fleet.launch(5)).toEqual([]);
    clock.atMs += 500;
    expect(fleet.launchObstacle()).toBeUndefined();
    expect(await fleet.launch(5)).toEqual(['i-a']);
    expect(await fleet.launch(2)).toEqual(['i-b', 'i-c']);
    expect(instances.launches.map(({ count }) => count)).toEqual([5, 1, 2]);
  });

  it('takes an instance that ends unasked soon after its launch for a failed launch', async () => {
    instances.launchAnswers = [['i-a']];
    await fleet.launch(1);
    await idsWhen([running('i-a')]);
    clock.atMs += 40_000;
    await idsWhen([]);
    expect(fleet.launchObstacle()).toMatch(/^the last launch failed \(i-a ended within 40 s\)/);
  });

  it('gives up an instance that EC2 never lists', async () => {
    instances.launchAnswers = [['i-a']];
    await fleet.launch(1);
    clock.atMs += options.listedWithinMs;
    expect(await idsWhen([])).toEqual(['i-a']);
    clock.atMs += 1;
    expect(await idsWhen([])).toEqual([]);
    expect(fleet.launchObstacle()).toMatch('i-a never appeared');
  });

  it('takes neither a drained instance nor one that proved itself for a failed launch', async () => {
    instances.launchAnswers = [['i-a', 'i-b']];
    await fleet.launch(2);
    await idsWhen([running('i-a'), running('i-b')]);
    await fleet.drain('i-a');
    await idsWhen([running('i-b')]);
    clock.atMs += options.provenAfterMs;
    await idsWhen([running('i-b')]);
    await idsWhen([]);
    expect(fleet.launchObstacle()).toBeUndefined();
  });

  it('asks a worker to drain, again with each look until its instance ends, and lists it as draining', async () => {
    await idsWhen([running('i-a'), running('i-b')]);
    await fleet.drain('i-a');
    expect(published).toEqual([drainOf('i-a')]);
    expect((await fleet.list()).map(({ draining }) => draining)).toEqual([true, false]);
    expect(published).toEqual([drainOf('i-a'), drainOf('i-a')]);
    await idsWhen([running('i-a', 'shutting-down'), running('i-b')]);
    await idsWhen([running('i-b')]);
    expect(published).toHaveLength(2);
    expect(instances.terminated).toEqual([]);
  });

  it('terminates a worker that does not end within the limit, and tries again where that fails', async () => {
    await idsWhen([running('i-a'), running('i-b')]);
    await fleet.drain('i-a');
    clock.atMs += options.drainLimitMs;
    await fleet.drain('i-a'); // asking again gives no further time
    await idsWhen([running('i-a'), running('i-b')]);
    expect(instances.terminated).toEqual([]);
    clock.atMs += 1;
    instances.terminateAnswers = [new Error('RequestLimitExceeded: slow down'), 'done'];
    expect(await idsWhen([running('i-a'), running('i-b')])).toEqual(['i-a', 'i-b']);
    await idsWhen([running('i-a'), running('i-b')]);
    await idsWhen([running('i-a', 'shutting-down'), running('i-b')]);
    expect(instances.terminated).toEqual([['i-a'], ['i-a']]);
  });

  it('neither drains nor terminates what the last listing under our tag does not have', async () => {
    await idsWhen([running('i-a'), running('i-gone')]);
    await fleet.drain('i-foreign');
    await fleet.drain('i-gone');
    clock.atMs += options.drainLimitMs + 1;
    await idsWhen([running('i-a')]);
    expect(published).toEqual([drainOf('i-gone')]);
    expect(instances.terminated).toEqual([]);
  });

  it('does not terminate an instance that it launched and EC2 does not list yet', async () => {
    instances.launchAnswers = [['i-a']];
    await fleet.launch(1);
    await fleet.drain('i-a');
    clock.atMs += options.drainLimitMs + 1;
    expect(await idsWhen([])).toEqual([]);
    expect(instances.terminated).toEqual([]);
  });
});
