import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FleetMember } from '../fleet/fleet';
import { AcceptedTally } from './accepted-tally';
import { EventChannel } from './event-channel';
import { HeartbeatBook } from './heartbeat-book';
import { Observer } from './observer';
import { OldestAges } from './oldest-ages';

const COUNTS = { visible: 1, inFlight: 2, delayed: 3 };
const clock = { atMs: 0, nowMs: () => clock.atMs };

let members: FleetMember[];
let list: () => Promise<FleetMember[]>;
let book: HeartbeatBook;
let channel: EventChannel;
let observer: Observer;
let tally: AcceptedTally;
let ages: OldestAges;
/** What the queue answers next. */
let answer: () => Promise<typeof COUNTS>;

beforeEach(() => {
  Logger.overrideLogger(false);
  clock.atMs = 100_000;
  members = [];
  list = () => Promise.resolve(members);
  answer = () => Promise.resolve(COUNTS);
  book = new HeartbeatBook(clock);
  channel = new EventChannel(clock, 10_000);
  tally = new AcceptedTally(clock);
  ages = new OldestAges(clock);
  const refuse = () => Promise.reject(new Error('an observer only looks'));
  const fleet = {
    list: () => list(),
    launch: refuse,
    drain: refuse,
    launchObstacle: () => 'the last launch failed',
    launchTrial: () => 'the last one did, too',
    failedLaunches: () => 1,
    finish: refuse,
    upkeep: refuse,
    machineSToday: () => 0,
    stoppedMachines: () => 2,
    standsBy: () => false,
  };
  observer = new Observer({ counts: () => answer() }, fleet, book, channel, tally, ages, clock, 20);
});

function member(workerId: string, launchedAtMs: number): FleetMember {
  return { workerId, launchedAtMs, slots: 2, startPath: 'cold', draining: false };
}

function hear(atMs: number, workerId: string, busySlots = 0): void {
  clock.atMs = atMs;
  channel.heard();
  book.record({ workerId, state: 'ready', atMs, slots: 2, busySlots, finished: 0 });
}

describe('Observer', () => {
  it('hears a worker that it launched before the clock was set back', async () => {
    members = [member('a', 3_700_000)];
    hear(3_700_500, 'a');
    hear(101_000, 'a', 1);
    const { workers } = await observer.observe();
    expect(workers).toMatchObject([{ ageS: 0, heartbeat: { agoS: 0, busySlots: 1 } }]);
  });

  it('takes nothing for news that a worker said in a life before, and measures no boot by it', async () => {
    members = [member('a', 90_000)];
    channel.heard();
    for (const atMs of [95_000, 100_000, 105_000]) hear(atMs, 'a');
    members = [{ ...member('a', 106_000), startPath: 'stopped' }];
    hear(107_000, 'b');
    const { workers, boots } = await observer.observe();
    expect([workers[0]?.heartbeat, boots]).toEqual([undefined, {}]);
    hear(116_000, 'a');
    expect((await observer.observe()).boots).toEqual({});
  });

  it('joins the list of the fleet with what the workers say, and keeps those that said nothing', async () => {
    members = [member('a', 96_000), { ...member('b', 99_000), draining: true }];
    clock.atMs = 97_000;
    channel.heard();
    hear(100_000, 'a', 1);
    clock.atMs = 100_500;
    expect(await observer.observe()).toEqual({
      nowMs: 100_500,
      queue: COUNTS,
      accepted: undefined,
      oldestAgeS: undefined,
      workers: [
        {
          workerId: 'a',
          ageS: 4.5,
          slots: 2,
          startPath: 'cold',
          draining: false,
          heartbeat: { state: 'ready', agoS: 0.5, busySlots: 1, idleSinceMs: undefined },
        },
        { workerId: 'b', ageS: 1.5, slots: 2, startPath: 'cold', draining: true, heartbeat: undefined },
      ],
      heartbeatsFlow: true,
      serviceTimeMs: undefined,
      bootS: undefined,
      boots: {},
      stoppedMachines: 2,
      launchObstacle: 'the last launch failed',
      launchTrial: 'the last one did, too',
    });
  });

  it('lets every worker be heard before it takes silence for a sign', async () => {
    members = [member('a', 0), member('b', 0)];
    hear(100_000, 'a');
    clock.atMs = 102_999;
    expect((await observer.observe()).heartbeatsFlow).toBe(false);
    clock.atMs = 103_000;
    expect((await observer.observe()).heartbeatsFlow).toBe(true);
  });

  it('does not take a queue that cannot be seen for an empty one', async () => {
    answer = () => Promise.reject(new Error('connection refused'));
    expect((await observer.observe()).queue).toBeUndefined();
  });

  it('says how much was accepted and how old the oldest is that waits, where that is known', async () => {
    channel.heard();
    tally.note('gateway', 5_000, { sinceMs: 4_000, messages: 7 }, 2_000);
    ages.note('gateway', 5_000, 2_500);
    expect(await observer.observe()).toMatchObject({ accepted: 7, oldestAgeS: 2.5 });
    answer = () => Promise.resolve({ visible: 0, inFlight: 0, delayed: 0 });
    expect((await observer.observe()).oldestAgeS).toBeUndefined();
    clock.atMs += 60_000;
    expect((await observer.observe()).accepted).toBeUndefined();
  });

  it('knows how long messages have been waiting at least, of which no worker took one yet', async () => {
    const oldestAfter = async (atMs: number) => {
      clock.atMs = atMs;
      return (await observer.observe()).oldestAgeS;
    };
    expect(await oldestAfter(100_000)).toBe(0);
    expect(await oldestAfter(104_000)).toBe(4);
    expect(await oldestAfter(90_000)).toBe(0); // the clock was set back
    expect(await oldestAfter(93_000)).toBe(3);
    members = [member('a', 93_000)];
    hear(94_000, 'a');
    expect(await oldestAfter(95_000)).toBeUndefined();
  });

  it('gives up on a queue that does not answer', async () => {
    answer = () => new Promise(() => undefined);
    expect((await observer.observe()).queue).toBeUndefined();
  });

  it('knows for how long the queue was not seen, from the start on', async () => {
    clock.atMs += 3000;
    expect(observer.queueUnseenMs).toBe(3000);
    await observer.observe();
    expect(observer.queueUnseenMs).toBe(0);
    answer = () => Promise.reject(new Error('connection refused'));
    clock.atMs += 7000;
    await observer.observe();
    expect(observer.queueUnseenMs).toBe(7000);
  });

  it('throws when the fleet cannot be seen', async () => {
    list = () => Promise.reject(new Error('throttled'));
    await expect(observer.observe()).rejects.toThrow('throttled');
  });

  it('measures the boot of a worker that it could hear from the launch on', async () => {
    channel.heard();
    members = [member('a', 101_000)];
    hear(104_000, 'a');
    const seen = await observer.observe();
    expect([seen.bootS, seen.boots]).toEqual([3, { cold: { p50S: 3, p90S: 3 } }]);
  });

  it('measures no boot where heartbeats could not arrive: that would measure the silence', async () => {
    members = [member('a', 101_000)];
    hear(160_000, 'a');
    expect((await observer.observe()).bootS).toBeUndefined();
  });

  it('forgets the heartbeats of workers that are gone', async () => {
    hear(100_000, 'a');
    await observer.observe();
    expect(book.of('a')).toBeUndefined();
  });
});
