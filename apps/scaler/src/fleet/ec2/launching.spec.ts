import { InstanceError, type Offering, offeringName } from '@facefleet/aws';
import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import { Ec2Scene, machine, noCapacity, TestLeadership, throttled, timeout } from './scripted-ec2.fixture';

const spotA: Offering = { instanceType: 'c7i.large', subnetId: 'subnet-a', purchase: 'spot' };
const spotB: Offering = { instanceType: 'c7i.large', subnetId: 'subnet-b', purchase: 'spot' };
const onDemand: Offering = { instanceType: 'c7i.large', subnetId: 'subnet-a', purchase: 'on-demand' };
const offerings = [spotA, spotB, onDemand];
const refusal = (offering: Offering) => ({
  offering,
  kind: 'insufficient-capacity' as const,
  message: 'InsufficientInstanceCapacity: none',
});

let scene: Ec2Scene;
const asked = () => scene.instances.launches.map((order) => order.offerings.map(offeringName));
const tokens = () => scene.instances.launches.map(({ clientToken }) => clientToken);
const intentsOf = () => scene.instances.launches.map(({ tags }) => tags['facefleet:intent']);
const written = () => [...scene.intents.byId.values()];

beforeEach(() => {
  Logger.overrideLogger(false);
  scene = new Ec2Scene();
});

describe('a launch', () => {
  it('writes its intent before EC2 is asked, marks the machine with it, and forgets it once EC2 lists the machine', async () => {
    const fleet = scene.fleet();
    await scene.look(fleet, []);
    let writtenBefore = 0;
    scene.instances.launchAnswers = [
      () => {
        writtenBefore = scene.intents.byId.size;
        return { instanceId: 'i-a', refusals: [] };
      },
    ];
    expect(await fleet.launch(1)).toEqual(['i-a']);
    expect(writtenBefore).toBe(1);
    const [intent] = written();
    expect(intent).toMatchObject({ path: 'cold', instanceId: 'i-a', attempt: 1, epoch: 1 });
    expect(scene.instances.launches).toMatchObject([
      {
        launchTemplateId: 'lt-1',
        templateVersion: 3,
        tags: {
          'facefleet:fleet': 'production',
          'facefleet:intent': intent!.id,
          'facefleet:template-version': '3',
        },
      },
    ]);
    expect(await scene.tick(fleet, [])).toEqual(['i-a']);
    const listed = [machine('i-a', { state: 'pending', intentId: intent!.id })];
    expect(await scene.tick(fleet, listed)).toEqual(['i-a']);
    scene.clock.atMs += 119_999;
    await scene.tick(fleet, listed);
    expect(written()).toHaveLength(1); // a successor's first list may lack the machine still
    scene.clock.atMs += 1;
    await scene.tick(fleet, listed);
    expect(written()).toEqual([]);
  });

  it('asks for each machine with a token and an intent of its own', async () => {
    const fleet = scene.fleet();
    await scene.look(fleet, []);
    scene.instances.launchAnswers = ['i-a', 'i-b', 'i-c'].map((instanceId) => ({ instanceId, refusals: [] }));
    expect(await fleet.launch(3)).toEqual(['i-a', 'i-b', 'i-c']);
    expect(new Set(tokens()).size).toBe(3);
    expect(new Set(intentsOf()).size).toBe(3);
  });

  it('never has more machines, intents included, than the maximum, however often it is asked', async () => {
    const fleet = scene.fleet({ maxMachines: 4 });
    await scene.look(fleet, [machine('i-a'), machine('i-b', { state: 'shutting-down' })]);
    scene.instances.launchAnswers = ['i-c', 'i-d'].map((instanceId) => ({ instanceId, refusals: [] }));
    const both = await Promise.all([fleet.launch(5), fleet.launch(5)]);
    expect(both.flat()).toEqual(['i-c', 'i-d']);
    expect(await fleet.launch(1)).toEqual([]);
  });

  it('asks EC2 as often as EC2 grants: five at once, then two a second', async () => {
    const fleet = scene.fleet();
    await scene.look(fleet, []);
    scene.instances.launchAnswers = Array.from({ length: 7 }, (_, n) => ({
      instanceId: `i-${n}`,
      refusals: [],
    }));
    expect(await fleet.launch(9)).toHaveLength(5);
    expect(await fleet.launch(4)).toEqual([]);
    scene.clock.atMs += 1_000;
    expect(await fleet.launch(4)).toHaveLength(2);
  });

  it('does nothing while its intent cannot be written', async () => {
    const fleet = scene.fleet();
    await scene.look(fleet, []);
    scene.intents.failure = new Error('S3 is away');
    expect(await fleet.launch(1)).toEqual([]);
    expect(scene.instances.launches).toEqual([]);
    expect(fleet.launchObstacle()).toMatch('S3 is away');
    expect(await scene.look(fleet, [])).toEqual([]);
  });

  it('does nothing while the launch template cannot be seen, and then pins its version', async () => {
    const fleet = scene.fleet({ launchTemplateVersion: '$Default' });
    scene.instances.version = new Error('away');
    await scene.look(fleet, []);
    expect(await fleet.launch(1)).toEqual([]);
    expect(fleet.launchObstacle()).toBe('the launch template cannot be seen (away)');
    scene.clock.atMs += 2_000;
    scene.instances.version = 7;
    await scene.look(fleet, []);
    scene.instances.launchAnswers = [{ instanceId: 'i-a', refusals: [] }];
    await fleet.launch(1);
    expect(scene.instances.launches).toMatchObject([{ templateVersion: 7 }]);
  });
});

describe('an offering that cannot be had', () => {
  it('gives way to the next way to purchase at once, with another token and the same intent', async () => {
    const fleet = scene.fleet({ offerings });
    await scene.look(fleet, []);
    scene.instances.launchAnswers = [
      { refusals: [refusal(spotA), refusal(spotB)] },
      { instanceId: 'i-a', refusals: [] },
    ];
    expect(await fleet.launch(1)).toEqual(['i-a']);
    expect(asked()).toEqual([
      ['spot c7i.large subnet-a', 'spot c7i.large subnet-b'],
      ['on-demand c7i.large subnet-a'],
    ]);
    expect(new Set(tokens()).size).toBe(2);
    expect(new Set(intentsOf()).size).toBe(1);
  });

  it('is left alone for a while, also when another one of the same call was had', async () => {
    const fleet = scene.fleet({ offerings });
    await scene.look(fleet, []);
    scene.instances.launchAnswers = [
      { instanceId: 'i-a', refusals: [refusal(spotA)] },
      { instanceId: 'i-b', refusals: [] },
      { instanceId: 'i-c', refusals: [] },
    ];
    await fleet.launch(1);
    await fleet.launch(1);
    scene.clock.atMs += 20_000;
    await scene.look(fleet, []);
    await fleet.launch(1);
    expect(asked().map(([first]) => first)).toEqual([
      'spot c7i.large subnet-a',
      'spot c7i.large subnet-b',
      'spot c7i.large subnet-a',
    ]);
  });

  it('is said to be the obstacle when there is no other, and leaves no intent behind', async () => {
    const fleet = scene.fleet();
    await scene.look(fleet, []);
    scene.instances.launchAnswers = [{ refusals: [refusal({ purchase: 'on-demand' })] }];
    expect(await fleet.launch(1)).toEqual([]);
    const why = 'EC2 has no machine of the offering (InsufficientInstanceCapacity: none)';
    expect(fleet.launchObstacle()).toBe(`${why}, the next try is in 20.0 s`);
    expect(await scene.tick(fleet, [])).toEqual([]);
    expect(written()).toEqual([]);
    scene.clock.atMs += 20_000;
    expect(fleet.launchObstacle()).toBeUndefined();
  });

  it('is waited for longer each time', async () => {
    const fleet = scene.fleet();
    const waits: (string | undefined)[] = [];
    for (let times = 0; times < 6; times++) {
      await scene.look(fleet, []);
      scene.instances.launchAnswers = [noCapacity()];
      await fleet.launch(1);
      const waitS = Number(/in ([0-9.]+) s/.exec(fleet.launchObstacle() ?? '')?.[1]);
      waits.push(String(waitS));
      scene.clock.atMs += waitS * 1_000;
    }
    expect(waits).toEqual(['20', '40', '80', '160', '300', '300']);
  });
});

describe('a call that fails', () => {
  it('by throttling, is not repeated before a pause that doubles', async () => {
    const fleet = scene.fleet();
    await scene.look(fleet, []);
    scene.instances.launchAnswers = [throttled(), throttled(), { instanceId: 'i-a', refusals: [] }];
    await fleet.launch(1);
    expect(fleet.launchObstacle()).toBe('EC2 throttles RunInstances, the next try is in 1.0 s');
    expect(await fleet.launch(1)).toEqual([]);
    scene.clock.atMs += 1_000;
    await fleet.launch(1);
    expect(fleet.launchObstacle()).toBe('EC2 throttles RunInstances, the next try is in 2.0 s');
    scene.clock.atMs += 2_000;
    expect(await fleet.launch(1)).toEqual(['i-a']);
  });

  it('because we may not, opens the breaker and says so', async () => {
    const fleet = scene.fleet();
    await scene.look(fleet, []);
    scene.instances.launchAnswers = [
      new InstanceError('unauthorised', 'refused', 'UnauthorizedOperation: no'),
    ];
    await fleet.launch(1);
    expect(fleet.launchObstacle()).toMatch('UnauthorizedOperation');
    expect(await scene.tick(fleet, [])).toEqual([]);
    expect(written()).toEqual([]);
  });

  it('without an answer, counts as a machine and is repeated with the same token', async () => {
    const fleet = scene.fleet();
    await scene.look(fleet, []);
    scene.instances.launchAnswers = [timeout(), { instanceId: 'i-a', refusals: [] }];
    expect(await fleet.launch(1)).toEqual([]);
    const [intent] = written();
    expect(await scene.tick(fleet, [])).toEqual([intent!.id]);
    scene.clock.atMs += 10_000;
    expect(await scene.tick(fleet, [])).toEqual([intent!.id]);
    expect(tokens()).toEqual([tokens()[0], tokens()[0]]);
    expect(scene.instances.launches[1]).toEqual(scene.instances.launches[0]);
    expect(await scene.look(fleet, [])).toEqual(['i-a']);
  });

  it('without an answer although EC2 launched, is not repeated once the machine is seen', async () => {
    const fleet = scene.fleet();
    await scene.look(fleet, []);
    scene.instances.launchAnswers = [timeout()];
    await fleet.launch(1);
    const [intent] = written();
    scene.clock.atMs += 10_000;
    expect(await scene.tick(fleet, [machine('i-a', { intentId: intent!.id })])).toEqual(['i-a']);
    scene.clock.atMs += 120_000;
    expect(await scene.tick(fleet, [machine('i-a', { intentId: intent!.id })])).toEqual(['i-a']);
    expect(scene.instances.launches).toHaveLength(1);
    expect(written()).toEqual([]);
  });

  it('without any answer, is given up after a time, and its place is free again', async () => {
    const fleet = scene.fleet({ maxMachines: 1, giveUpAfterMs: 15_000 });
    await scene.look(fleet, []);
    scene.instances.launchAnswers = [timeout(), timeout()];
    await fleet.launch(1);
    scene.clock.atMs += 10_000;
    await scene.tick(fleet, []);
    scene.clock.atMs += 120_001;
    await scene.tick(fleet, []);
    expect(await scene.tick(fleet, [])).toEqual([]);
    expect([tokens().length, written()]).toEqual([2, []]);
  });

  it('because the token is spoilt, is never repeated', async () => {
    const fleet = scene.fleet();
    await scene.look(fleet, []);
    scene.instances.launchAnswers = [
      new InstanceError('idempotency-mismatch', 'refused', 'IdempotentParameterMismatch: other'),
    ];
    await fleet.launch(1);
    for (const waitMs of [60_000, 60_000]) {
      scene.clock.atMs += waitMs;
      expect(await scene.tick(fleet, [])).toHaveLength(1);
    }
    scene.clock.atMs += 1;
    await scene.tick(fleet, []);
    expect(await scene.tick(fleet, [])).toEqual([]);
    expect(tokens()).toHaveLength(1);
  });
});

describe('a scaler that crashed', () => {
  it('between intent and call, has a successor who makes the call', async () => {
    const first = scene.fleet();
    await scene.look(first, []);
    scene.instances.launchAnswers = [() => new Promise(() => undefined)]; // it never comes to an answer
    void first.launch(1);
    while (scene.instances.launches.length === 0) await new Promise((resolve) => setImmediate(resolve));
    scene.leadership.current = 2;
    const second = scene.fleet();
    const [intent] = written();
    expect(await scene.tick(second, [])).toEqual([intent!.id]);
    scene.instances.launchAnswers = [{ instanceId: 'i-a', refusals: [] }];
    scene.clock.atMs += 10_000;
    await scene.tick(second, []);
    expect(tokens()).toEqual([tokens()[0], tokens()[0]]);
    expect(await scene.look(second, [machine('i-a', { intentId: intent!.id })])).toEqual(['i-a']);
  });

  it('between call and record, has a successor who knows the machine by its tag', async () => {
    const first = scene.fleet();
    await scene.look(first, []);
    const untouched = new Map<string, unknown>();
    scene.instances.launchAnswers = [
      () => {
        for (const [id, intent] of scene.intents.byId) untouched.set(id, structuredClone(intent));
        return { instanceId: 'i-a', refusals: [] };
      },
    ];
    await first.launch(1);
    for (const [id, intent] of untouched) scene.intents.byId.set(id, intent as never); // the record was never made
    scene.leadership.current = 2;
    const second = scene.fleet();
    const [intentId] = [...untouched.keys()];
    const listed = [machine('i-a', { state: 'pending', intentId })];
    expect(await scene.tick(second, listed)).toEqual(['i-a']);
    scene.clock.atMs += 120_000;
    await scene.tick(second, listed);
    expect([scene.instances.launches.length, written()]).toEqual([1, []]);
  });

  it('after its list had the machine, has a successor who counts it also where the first list lacks it', async () => {
    const first = scene.fleet({ maxMachines: 1 });
    await scene.look(first, []);
    scene.instances.launchAnswers = [{ instanceId: 'i-a', refusals: [] }];
    await first.launch(1);
    const [intent] = written();
    await scene.tick(first, [machine('i-a', { intentId: intent!.id })]);
    scene.leadership.current = 2;
    const second = scene.fleet({ maxMachines: 1 });
    expect(await scene.tick(second, [])).toEqual(['i-a']);
    expect(await second.launch(1)).toEqual([]);
  });

  it('after its machine had ended, has a successor who hears nothing of it', async () => {
    const first = scene.fleet();
    await scene.look(first, []);
    scene.instances.launchAnswers = [{ instanceId: 'i-a', refusals: [] }];
    await first.launch(1);
    const [intent] = written();
    await scene.tick(first, [machine('i-a', { intentId: intent!.id })]);
    expect(written()).toHaveLength(1);
    await scene.tick(first, [machine('i-a', { intentId: intent!.id, state: 'terminated' })]);
    expect(written()).toEqual([]);
  });

  it('between call and record, has a successor who counts the machine once, also where a list lacks it again', async () => {
    const first = scene.fleet();
    await scene.look(first, []);
    scene.instances.launchAnswers = [timeout()];
    await first.launch(1);
    const [intent] = written();
    const leadership = new TestLeadership();
    leadership.current = undefined;
    const second = scene.fleet({}, 'act', leadership);
    expect(await scene.look(second, [machine('i-a', { intentId: intent!.id })])).toEqual(['i-a']);
    leadership.current = 2;
    expect(await scene.look(second, [])).toEqual(['i-a']);
  });

  it('long ago, has a successor who does not ask for its machines any more', async () => {
    const first = scene.fleet();
    await scene.look(first, []);
    scene.instances.launchAnswers = [timeout()];
    await first.launch(1);
    scene.clock.atMs += 3_600_000;
    scene.leadership.current = 2;
    const second = scene.fleet();
    await scene.tick(second, []);
    expect(await scene.tick(second, [])).toEqual([]);
    expect([tokens().length, written()]).toEqual([1, []]);
  });
});

describe('an intent that nobody knows', () => {
  it('because a write that failed came late, is not acted upon, and removed once no machine can come of it', async () => {
    const fleet = scene.fleet();
    await scene.look(fleet, []);
    scene.instances.launchAnswers = [noCapacity()];
    await fleet.launch(1);
    const [stray] = written();
    await scene.tick(fleet, []);
    expect(written()).toEqual([]);
    scene.intents.byId.set(stray!.id, stray!);
    for (const [waitMs, left] of [
      [300_000, 1],
      [300_000, 0],
    ] as const) {
      scene.clock.atMs += waitMs;
      expect(await scene.tick(fleet, [])).toEqual([]);
      expect(written()).toHaveLength(left);
    }
    expect(scene.instances.launches).toHaveLength(1);
  });
});

describe('a scaler that does not lead', () => {
  it('launches nothing, asks nobody to drain and ends nothing', async () => {
    scene.leadership.current = undefined;
    const fleet = scene.fleet();
    expect(await scene.tick(fleet, [machine('i-a')])).toEqual(['i-a']);
    scene.hear('i-a', 'drained');
    expect(await fleet.launch(1)).toEqual([]);
    await fleet.drain('i-a');
    await scene.tick(fleet, [machine('i-a')]);
    expect(fleet.standsBy()).toBe(true);
    expect(fleet.launchObstacle()).toBe('this scaler does not lead');
    expect([scene.asked, scene.instances.calls, scene.intents.writes]).toEqual([[], [], 0]);
  });

  it('any more, because writing the intent took too long, does not ask EC2, and its successor does', async () => {
    const fleet = scene.fleet();
    await scene.look(fleet, []);
    scene.leadership.mayActLeft = 2; // for the launch as a whole and for the intent
    expect(await fleet.launch(1)).toEqual([]);
    expect([scene.instances.launches.length, written().length]).toEqual([0, 1]);
    [scene.leadership.current, scene.leadership.mayActLeft] = [2, Infinity];
    const successor = scene.fleet();
    scene.instances.launchAnswers = [{ instanceId: 'i-a', refusals: [] }];
    scene.clock.atMs += 10_000;
    await scene.tick(successor, []);
    expect(scene.instances.launches).toHaveLength(1);
  });

  it('for a moment, does not act by intents that another leader may have settled', async () => {
    const fleet = scene.fleet();
    await scene.look(fleet, []);
    scene.instances.launchAnswers = [timeout()];
    await fleet.launch(1);
    scene.intents.byId.clear(); // another leader found its machine and settled it
    scene.leadership.current = 3;
    scene.clock.atMs += 9_000;
    await fleet.upkeep();
    expect(await fleet.launch(1)).toEqual([]);
    expect(await scene.tick(fleet, [machine('i-a')])).toEqual(['i-a']);
  });

  it.each(['dry-run', 'shadow'] as const)('changes nothing either in %s mode', async (mode) => {
    const fleet = scene.fleet({ warmPool: 1 }, mode);
    scene.instances.answers = mode === 'dry-run' ? ['done', 'done'] : []; // what it would launch, and replace
    const listing = [
      machine('i-a'),
      machine('i-old', { templateVersion: 2 }),
      machine('i-s', { state: 'stopped' }),
    ];
    await scene.tick(fleet, listing);
    scene.hear('i-a', 'drained');
    scene.hear('i-old', 'ready');
    expect(await fleet.launch(2)).toEqual([]);
    expect(await fleet.launch(2)).toEqual([]);
    await fleet.drain('i-old');
    scene.clock.atMs += 700_000;
    await scene.tick(fleet, listing);
    await scene.tick(fleet, listing);
    expect(scene.instances.calls).toEqual(mode === 'dry-run' ? ['rehearse', 'rehearse'] : []);
    expect([scene.asked, scene.intents.writes, scene.instances.launches]).toEqual([[], 0, []]);
    expect(fleet.launchObstacle()).toBeUndefined();
  });
});
