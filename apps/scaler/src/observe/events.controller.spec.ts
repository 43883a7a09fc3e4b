import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import { AcceptedTally } from './accepted-tally';
import { EventChannel } from './event-channel';
import { EventsController } from './events.controller';
import { HeartbeatBook } from './heartbeat-book';
import { OldestAges } from './oldest-ages';

const clock = { nowMs: () => 5000 };
const heartbeat = { workerId: 'a', state: 'ready', atMs: 1, slots: 1, busySlots: 0, finished: 0 };
let book: HeartbeatBook;
let channel: EventChannel;
let tally: AcceptedTally;
let ages: OldestAges;
let controller: EventsController;

beforeEach(() => {
  Logger.overrideLogger(false);
  book = new HeartbeatBook(clock);
  channel = new EventChannel(clock, 1000);
  tally = new AcceptedTally(clock);
  ages = new OldestAges(clock);
  controller = new EventsController(book, channel, tally, ages);
});

describe('EventsController', () => {
  it('writes a heartbeat into the book', () => {
    controller.onHeartbeat(heartbeat);
    expect(book.of('a')?.heartbeat).toEqual(heartbeat);
    expect(channel.flows).toBe(true);
    expect([tally.accepted, ages.oldestAgeS]).toEqual([undefined, undefined]);
  });

  it('counts what workers and gateways have sent, and hears how old their oldest message is', () => {
    const sent = (messages: number) => ({ sinceMs: 1, messages });
    controller.onHeartbeat({ ...heartbeat, atMs: 5_001, oldestInHandAtMs: 4_001, sent: sent(2) });
    controller.onGatewayHeartbeat({ gatewayId: 'g', atMs: 1, sent: sent(3), oldestAwaitedAtMs: 1 });
    expect([tally.accepted, ages.oldestAgeS]).toEqual([3, 1]);
    controller.onGatewayHeartbeat({ gatewayId: 'g', atMs: 5_001, sent: sent(5) });
    controller.onHeartbeat({ ...heartbeat, atMs: 6_001, sent: sent(6) });
    expect([tally.accepted, ages.oldestAgeS]).toEqual([9, undefined]);
    controller.onGatewayHeartbeat({ gatewayId: 'g', atMs: 5_001 });
    expect(tally.accepted).toBe(9);
  });

  it.each([null, 'ready', { ...heartbeat, state: 'happy' }, { ...heartbeat, busySlots: -1 }])(
    'keeps what is no heartbeat out of the book: %j',
    (payload) => {
      controller.onHeartbeat(payload);
      expect(book.of('a')).toBeUndefined();
    },
  );

  it('takes a fleet status that comes back for proof that events arrive, and nothing else', () => {
    controller.onFleetStatus({ hello: 'world' });
    expect(channel.flows).toBe(false);
    const at = '2026-11-01T00:00:00.000Z';
    const decision = { at, desired: 0, current: 0, action: 'hold', reasons: [] };
    controller.onFleetStatus({ at, minWorkers: 0, maxWorkers: 1, queue: null, workers: [], decision });
    expect(channel.flows).toBe(true);
  });
});
