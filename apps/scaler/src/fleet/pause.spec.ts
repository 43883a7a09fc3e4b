import { describe, expect, it } from 'vitest';
import { Pause } from './pause';

const clock = { atMs: 0, nowMs: () => clock.atMs };

describe('Pause', () => {
  it('ends by itself', () => {
    const pause = new Pause(clock, 1_000);
    clock.atMs += 400;
    expect(pause.leftMs).toBe(600);
    clock.atMs += 5_000;
    expect(pause.leftMs).toBe(0);
  });

  it('is no longer than it was meant to be when the clock is set back', () => {
    const pause = new Pause(clock, 1_000);
    clock.atMs -= 3_600_000;
    expect(pause.leftMs).toBe(1_000);
    clock.atMs += 1_000;
    expect(pause.leftMs).toBe(0);
  });
});
