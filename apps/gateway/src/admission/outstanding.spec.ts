import { beforeEach, describe, expect, it } from 'vitest';
import { Outstanding } from './outstanding';

let outstanding: Outstanding;
beforeEach(() => {
  outstanding = new Outstanding();
});

const add = (id: string, keyId: string, acceptedAtMs: number) =>
  outstanding.add(id, { keyId, acceptedAtMs, expectedInS: undefined }, 100);

describe('Outstanding', () => {
  it('counts by key, and keeps no key that has nothing', () => {
    add('1', 'a', 0);
    add('2', 'a', 0);
    add('3', 'b', 0);
    expect(outstanding.remove('3')).toMatchObject({ keyId: 'b', acceptedAtMs: 0 });
    expect([...outstanding.byKey]).toEqual([['a', 2]]);
    expect(outstanding.remove('3')).toBeUndefined();
    expect(outstanding.size).toBe(2);
  });

  it('counts what comes twice once', () => {
    add('1', 'a', 0);
    add('1', 'a', 5);
    expect([...outstanding.byKey]).toEqual([['a', 1]]);
  });

  it('forgets an answer that nobody told of, in time', () => {
    add('1', 'a', 0);
    add('2', 'a', 50);
    outstanding.forgetOverdue(99);
    expect(outstanding.size).toBe(2);
    outstanding.forgetOverdue(100);
    expect([outstanding.has('1'), outstanding.has('2')]).toEqual([false, true]);
  });

  it('forgets what was accepted by a clock that was set back since', () => {
    add('1', 'a', 10_000);
    outstanding.forgetOverdue(9_000);
    expect(outstanding.size).toBe(0);
  });

  it('forgets what was accepted before', () => {
    add('1', 'a', 0);
    add('2', 'a', 50);
    outstanding.forgetAcceptedBefore(50);
    expect([...outstanding.byKey]).toEqual([['a', 1]]);
  });
});
