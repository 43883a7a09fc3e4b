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
});
