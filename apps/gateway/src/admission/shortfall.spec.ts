import { beforeEach, describe, expect, it } from 'vitest';
import { Shortfall } from './shortfall';

let shortfall: Shortfall;
beforeEach(() => {
  shortfall = new Shortfall();
});

describe('Shortfall', () => {
  it('is never less than what sending and telling take', () => {
    expect(shortfall.at(0)).toBe(0.25);
    shortfall.note(0, -3);
    expect(shortfall.at(1_000)).toBe(0.25);
  });

  it('is what 99 of a hundred answers keep', () => {
    expect(shortfall.at(0)).toBe(0.25);
    for (let n = 1; n <= 100; n++) shortfall.note(0, n / 10);
    expect([100, 250, -250].map((atMs) => shortfall.at(atMs))).toEqual([0.25, 9.9, 9.9]);
  });

  it('goes by the last five hundred answers, and by none that is a minute old', () => {
    for (let n = 0; n < 500; n++) shortfall.note(0, 9);
    for (let n = 0; n < 500; n++) shortfall.note(1_000, 2);
    expect(shortfall.at(1_000)).toBe(2);
    expect(shortfall.at(61_000)).toBe(0.25);
  });
});
