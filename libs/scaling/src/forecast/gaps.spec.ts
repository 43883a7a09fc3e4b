import { describe, expect, it } from 'vitest';
import { gapsWith, keepS, NO_GAPS } from './gaps';

const RESTART_S = 105;
const after = (...gapsS: number[]) => gapsS.reduce(gapsWith, NO_GAPS);
const times = (count: number, gapS: number) => new Array<number>(count).fill(gapS);

describe('keepS', () => {
  it('waits for as long as a new start would cost when nothing is known of gaps, which is never twice too much', () => {
    expect(keepS(NO_GAPS, RESTART_S)).toBe(RESTART_S);
    expect(keepS(after(10, 20), 60)).toBe(60);
  });

  it('waits until gaps of a regular length are over, where that is cheaper than a new start', () => {
    expect(keepS(after(...times(10, 75)), RESTART_S)).toBe(80);
  });

  it('waits no longer than short gaps last', () => {
    expect(keepS(after(...times(20, 8)), RESTART_S)).toBe(10);
  });

  it('goes at once where gaps are always longer than a new start is dear', () => {
    expect(keepS(after(...times(10, 350)), RESTART_S)).toBe(0);
    expect(keepS(after(...times(10, 5000)), RESTART_S)).toBe(0);
  });

  it('waits for the short ones only where gaps are either short or long', () => {
    const mixed = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 12 : 700));
    expect(keepS(after(...mixed), RESTART_S)).toBe(15);
  });

  it('takes four gaps for the first that say something', () => {
    for (const gapS of [8, 350, 5000]) {
      expect(keepS(after(...times(3, gapS)), RESTART_S)).toBe(RESTART_S);
      expect(keepS(after(...times(4, gapS)), RESTART_S)).not.toBe(RESTART_S);
    }
  });

  it('forgets how it was', () => {
    expect(keepS(after(...times(50, 8), ...times(150, 350)), RESTART_S)).toBe(0);
  });
});
