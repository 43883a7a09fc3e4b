import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoopDelay } from './loop-delay';

describe('LoopDelay', () => {
  let atMs: number;
  let loop: LoopDelay;
  /** A tick that comes so late. */
  const tick = (lateMs: number) => {
    atMs += 100 + lateMs;
    vi.advanceTimersByTime(100);
  };

  beforeEach(() => {
    vi.useFakeTimers();
    atMs = 0;
    loop = new LoopDelay(() => atMs);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is none while every tick comes when it is due', () => {
    for (let n = 0; n < 50; n++) tick(0);
    expect(loop.delayS).toBe(0);
  });

  it('is the mean of how late the last ones came, and is soon over', () => {
    for (let n = 0; n < 50; n++) tick(300);
    expect(loop.delayS).toBeCloseTo(0.3, 3);
    for (let n = 0; n < 20; n++) tick(0);
    expect(loop.delayS).toBeLessThan(0.01);
  });

  it('is known before the late tick has come', () => {
    atMs += 2_100;
    expect(loop.delayS).toBe(2);
  });
});
