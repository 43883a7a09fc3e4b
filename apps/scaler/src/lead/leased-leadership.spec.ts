import { Leases } from '@facefleet/cache';
import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import { LeasedLeadership } from './leased-leadership';

const clock = { atMs: 0, nowMs: () => clock.atMs };

/** One lease, kept by a clock that all share; `away` it answers nobody, `mute` it does what it is told and says so to nobody. */
class FakeLeases extends Leases {
  state: 'there' | 'away' | 'mute' = 'there';
  /** It has known leaders before. */
  epochs = 10;
  renewals = 0;
  private holder: string | undefined;
  private untilMs = 0;

  take(_: string, holder: string, ttlMs: number) {
    return this.answer(() => {
      if (this.current() !== undefined && this.current() !== holder) return undefined;
      [this.holder, this.untilMs] = [holder, clock.atMs + ttlMs];
      return (this.epochs += 1);
    });
  }
  renew(_: string, holder: string, ttlMs: number) {
    return this.answer(() => {
      this.renewals += 1;
      if (this.current() !== holder) return false;
      this.untilMs = clock.atMs + ttlMs;
      return true;
    });
  }
  release(_: string, holder: string) {
    return this.answer(() => void (this.current() === holder && (this.holder = undefined)));
  }
  empty() {
    [this.holder, this.epochs] = [undefined, 0];
  }
  private current = () => (clock.atMs < this.untilMs ? this.holder : undefined);
  private async answer<T>(work: () => T): Promise<T> {
    await Promise.resolve();
    if (this.state === 'away') throw new Error('away');
    const answer = work();
    if (this.state === 'mute') throw new Error('timeout');
    return answer;
  }
}

let leases: FakeLeases;
const scaler = (holder: string) =>
  new LeasedLeadership(leases, { name: 'fleet', ttlMs: 15_000, marginMs: 5_000 }, clock, holder);

beforeEach(() => {
  Logger.overrideLogger(false);
  clock.atMs = 1_000_000;
  leases = new FakeLeases();
});

describe('LeasedLeadership', () => {
  it('lets one of two lead, and the other take over with a higher epoch when the first is gone', async () => {
    const [one, other] = [scaler('one'), scaler('other')];
    await one.tend();
    await other.tend();
    expect([one.epoch(), other.epoch()]).toEqual([11, undefined]);
    clock.atMs += 15_000;
    await other.tend();
    expect([one.epoch(), one.mayAct(), other.epoch(), other.mayAct()]).toEqual([undefined, false, 12, true]);
    await one.tend();
    expect(one.epoch()).toBeUndefined();
  });

  it('renews after a third of its life, and not before', async () => {
    const one = scaler('one');
    await one.tend();
    clock.atMs += 4_999;
    await one.tend();
    expect(leases.renewals).toBe(0);
    clock.atMs += 1;
    await one.tend();
    expect(leases.renewals).toBe(1);
    clock.atMs += 9_999;
    expect(one.mayAct()).toBe(true);
  });

  it('begins nothing in the last moments of its lease, and leads no more after them, while Redis is away', async () => {
    const one = scaler('one');
    await one.tend();
    leases.state = 'away';
    clock.atMs += 9_999;
    await one.tend();
    expect([one.mayAct(), one.epoch()]).toEqual([true, 11]);
    clock.atMs += 1;
    expect([one.mayAct(), one.epoch()]).toEqual([false, 11]);
    clock.atMs += 5_000;
    await one.tend();
    expect([one.mayAct(), one.epoch()]).toEqual([false, undefined]);
    leases.state = 'there';
    await one.tend();
    expect([one.mayAct(), one.epoch()]).toEqual([true, 12]);
  });

  it('does not believe in a lease that it got without hearing of it, and gets it when it asks again', async () => {
    const one = scaler('one');
    leases.state = 'mute';
    await one.tend();
    expect(one.epoch()).toBeUndefined();
    leases.state = 'there';
    await one.tend();
    expect(one.epoch()).toBe(12);
  });

  it('counts its lease from before it asked, however long the answer takes', async () => {
    const one = scaler('one');
    const taken = one.tend();
    clock.atMs += 14_000;
    await taken;
    expect([one.epoch(), one.mayAct()]).toEqual([11, false]);
    clock.atMs += 1_000;
    expect(one.epoch()).toBeUndefined();
  });

  it('stops to lead at once when it learns that somebody else does', async () => {
    const [one, other] = [scaler('one'), scaler('other')];
    await one.tend();
    await leases.release('fleet', 'one'); // as after a failover that lost it
    await other.tend();
    clock.atMs += 5_000;
    expect(one.mayAct()).toBe(true);
    await one.tend();
    expect([one.mayAct(), other.mayAct()]).toEqual([false, true]);
  });

  it('has a higher epoch each time, also when Redis was emptied', async () => {
    const one = scaler('one');
    await one.tend();
    leases.epochs = 0;
    clock.atMs += 15_000;
    await one.tend();
    clock.atMs += 10_000;
    expect(one.epoch()).toBe(12);
  });

  it('waits for the lease of a leader whom an emptied Redis has forgotten', async () => {
    const [one, other] = [scaler('one'), scaler('other')];
    await one.tend();
    clock.atMs += 1_000;
    leases.empty();
    leases.state = 'mute';
    await other.tend();
    leases.state = 'there';
    await other.tend(); // is given 2, of which the first was its own
    expect([one.mayAct(), other.epoch(), other.mayAct()]).toEqual([true, undefined, false]);
    for (let passedMs = 0; passedMs < 10_000; passedMs += 1_000) {
      expect(one.mayAct() && other.mayAct()).toBe(false);
      clock.atMs += 1_000;
      await other.tend();
    }
    expect([one.mayAct(), other.mayAct()]).toEqual([false, true]);
  });

  it('goes on at once where Redis was emptied under its own lease', async () => {
    const one = scaler('one');
    await one.tend();
    leases.empty();
    clock.atMs += 5_000;
    await one.tend();
    expect(one.mayAct()).toBe(false);
    await one.tend();
    expect([one.epoch(), one.mayAct()]).toEqual([12, true]);
  });

  it('resigns such that the next one need not wait, and never leads again', async () => {
    const [one, other] = [scaler('one'), scaler('other')];
    await one.tend();
    await one.resign();
    await other.tend();
    await one.tend();
    expect([one.epoch(), one.mayAct(), other.epoch()]).toEqual([undefined, false, 12]);
  });
});
