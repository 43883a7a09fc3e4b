import { beforeEach, describe, expect, it } from 'vitest';
import { LaunchBreaker } from './launch-breaker';

const clock = { atMs: 0, nowMs: () => clock.atMs };
let breaker: LaunchBreaker;

beforeEach(() => {
  clock.atMs = 1_000_000;
  breaker = new LaunchBreaker(clock);
});

/** Launches as soon as it may and fails at once. @returns the pause before that launch [ms] */
function failAgain(): number {
  const beganAtMs = clock.atMs;
  while (breaker.obstacle() !== undefined) clock.atMs += 10;
  breaker.failed(clock.atMs, 'exit code 1');
  return clock.atMs - beganAtMs;
}

describe('LaunchBreaker', () => {
  it('lets everything through until a launch fails', () => {
    expect([breaker.obstacle(), breaker.trial()]).toEqual([undefined, undefined]);
    expect(breaker.allowance(5)).toBe(5);
  });

  it('doubles the pause with each failure in a row, and waits a minute from the fifth on', () => {
    expect(Array.from({ length: 7 }, failAgain)).toEqual([0, 500, 1000, 2000, 4000, 60_000, 60_000]);
  });

  it('says what failed and when the next try is', () => {
    failAgain();
    failAgain();
    expect(breaker.allowance(5)).toBe(0);
    expect(breaker.obstacle()).toBe('the last 2 launches failed (exit code 1), the next try is in 1.0 s');
  });

  it('tries a single worker after the pause, and none while one is on its way', () => {
    failAgain();
    clock.atMs += 500;
    expect([breaker.allowance(5, 0), breaker.trial()]).toEqual([1, 'the last launch failed (exit code 1)']);
    expect(breaker.allowance(5, 1)).toBe(0);
    expect(breaker.obstacle(1)).toBe(
      'the last launch failed (exit code 1), and whether the next one does better is not known yet',
    );
    clock.atMs += 3_600_000;
    expect(breaker.allowance(5, 1)).toBe(0);
  });

  it('tries the next one when that one is gone without a word', () => {
    failAgain();
    clock.atMs += 500;
    expect([1, 0].map((onTheirWay) => breaker.allowance(5, onTheirWay))).toEqual([0, 1]);
  });

  it('is open again when that one fails, and for longer', () => {
    failAgain();
    clock.atMs += 500;
    breaker.failed(clock.atMs, 'exit code 1');
    expect(breaker.obstacle()).toMatch(/the last 2 launches .* the next try is in 1.0 s$/);
  });

  it('takes no notice of those on their way before anything has failed', () => {
    expect([breaker.allowance(5, 5), breaker.obstacle(5)]).toEqual([5, undefined]);
  });

  it('takes workers that were launched together and fail together for one failure', () => {
    const launchedAtMs = clock.atMs;
    for (let worker = 0; worker < 10; worker++) {
      clock.atMs += 20;
      breaker.failed(launchedAtMs, 'exit code 1');
    }
    expect(breaker.obstacle()).toMatch(/^the last launch failed/);
    expect(breaker.total).toBe(10);
  });

  it('waits no longer, and still counts, when the clock is set back meanwhile', () => {
    failAgain();
    clock.atMs -= 3_600_000;
    expect(breaker.obstacle()).toMatch('the next try is in 0.5 s');
    clock.atMs += 500;
    expect(breaker.obstacle()).toBeUndefined();
    breaker.failed(clock.atMs, 'exit code 1');
    expect(breaker.obstacle()).toMatch(/the last 2 launches/);
  });

  it('forgets all failures when a worker proves itself', () => {
    for (let failure = 0; failure < 6; failure++) failAgain();
    breaker.succeeded();
    expect(breaker.allowance(5)).toBe(5);
    expect([failAgain(), failAgain()]).toEqual([0, 500]);
  });
});
