import { describe, expect, it } from 'vitest';
import { RecentBoots } from './recent-boots';

describe('RecentBoots', () => {
  it('knows nothing before the first boot', () => {
    expect(new RecentBoots().bootS).toBeUndefined();
  });

  it('answers with the time within which nine in ten were ready', () => {
    const boots = new RecentBoots();
    for (let worker = 1; worker <= 10; worker++) boots.note(`w${worker}`, worker);
    expect(boots.bootS).toBe(9);
  });

  it('counts each worker once', () => {
    const boots = new RecentBoots();
    boots.note('a', 2);
    boots.note('a', 50);
    expect(boots.bootS).toBe(2);
  });

  it('forgets what is long ago', () => {
    const boots = new RecentBoots();
    boots.note('slow', 100);
    for (let worker = 0; worker < 20; worker++) boots.note(`w${worker}`, 1);
    expect(boots.bootS).toBe(1);
  });

  it('does not take a worker whose boot it has forgotten for a new one', () => {
    const boots = new RecentBoots();
    boots.note('slow', 100);
    for (let worker = 0; worker < 20; worker++) boots.note(`w${worker}`, 1);
    boots.note('slow', 100);
    boots.note('slow', 100);
    expect(boots.byPath).toEqual({});
    expect(boots.bootS).toBe(1);
  });

  it('tells the ways to a worker apart', () => {
    const boots = new RecentBoots();
    for (let worker = 1; worker <= 10; worker++) boots.note(`cold${worker}`, 10 * worker, 'cold');
    for (let worker = 1; worker <= 30; worker++) boots.note(`warm${worker}`, worker, 'stopped');
    expect(boots.byPath).toEqual({ cold: { p50S: 50, p90S: 90 }, stopped: { p50S: 20, p90S: 28 } });
  });
});
