import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket';

it('gives a burst, then a steady rate, and never more than its size after a rest', () => {
  const clock = { atMs: 0, nowMs: () => clock.atMs };
  const bucket = new TokenBucket(clock, 3, 2);
  const takeAll = () => {
    let taken = 0;
    while (bucket.take()) taken += 1;
    return taken;
  };
  expect(takeAll()).toBe(3);
  clock.atMs += 499;
  expect(takeAll()).toBe(0);
  clock.atMs += 501;
  expect(takeAll()).toBe(2);
  clock.atMs -= 10_000; // somebody set the clock
  expect(takeAll()).toBe(0);
  clock.atMs += 60_000;
  expect(takeAll()).toBe(3);
});
