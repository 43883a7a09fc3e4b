import { beforeEach, describe, expect, it } from 'vitest';
import { EventChannel } from './event-channel';

const clock = { atMs: 0, nowMs: () => clock.atMs };
let channel: EventChannel;

beforeEach(() => {
  clock.atMs = 0;
  channel = new EventChannel(clock, 10_000);
});

describe('EventChannel', () => {
  it('flows from the first event on, until none came for the limit', () => {
    expect(channel.flows).toBe(false);
    channel.heard();
    clock.atMs = 10_000;
    expect(channel.flows).toBe(true);
    clock.atMs = 10_001;
    expect(channel.flows).toBe(false);
  });

  it('remembers since when events have come without a gap', () => {
    for (const atMs of [1_000, 9_000, 18_000]) {
      clock.atMs = atMs;
      channel.heard();
    }
    expect(channel.flowingSinceMs).toBe(1_000);
    clock.atMs = 30_000;
    expect(channel.flowingSinceMs).toBeUndefined();
    channel.heard();
    expect(channel.flowingSinceMs).toBe(30_000);
  });
});
