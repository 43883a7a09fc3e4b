import { beforeEach, describe, expect, it } from 'vitest';
import { Outstanding } from './outstanding';

let outstanding: Outstanding;
beforeEach(() => {
  outstanding = new Outstanding();
});

describe('Outstanding', () => {
  it('counts by key, and keeps no key that has nothing', () => {
    outstanding.add('1', 'a', 0, 100);
    outstanding.add('2', 'a', 0, 100);
    outstanding.add('3', 'b', 0, 100);
    expect(outstanding.remove('3')).toBe(true);
    expect([...outstanding.byKey]).toEqual([['a', 2]]);
    expect(outstanding.remove('3')).toBe(false);
    expect(outstanding.size).toBe(2);
  });

  it('counts what comes twice once', () => {
    outstanding.add('1', 'a', 0, 100);
    outstanding.add('1', 'a', 5, 100);
    expect([...outstanding.byKey]).toEqual([['a', 1]]);
  });

  it('forgets an answer that nobody told of, in time', () => {
    outstanding.add('1', 'a', 0, 100);
    outstanding.add('2', 'a', 50, 100);
    outstanding.forgetOverdue(99);
    expect(outstanding.size).toBe(2);
    outstanding.forgetOverdue(100);
    expect([outstanding.has('1'), outstanding.has('2')]).toEqual([false, true]);
  });

  it('forgets what was accepted by a clock that was set back since', () => {
    outstanding.add('1', 'a', 10_000, 100);
    outstanding.forgetOverdue(9_000);
    expect(outstanding.size).toBe(0);
  });

  it('forgets what was accepted before', () => {
    outstanding.add('1', 'a', 0, 100);
    outstanding.add('2', 'a', 50, 100);
    outstanding.forgetAcceptedBefore(50);
    expect([...outstanding.byKey]).toEqual([['a', 1]]);
  });
});
