import { describe, expect, it } from 'vitest';
import { Tally } from './tally';

describe('Tally', () => {
  it('counts each item once, by the first of its outcomes in their order, however they come', () => {
    const [forwards, backwards] = [new Tally(), new Tally()];
    const outcomes = [
      [0, 'skipped'],
      [0, 'succeeded'],
      [1, 'failed'],
      [1, 'failed'],
      [2, 'rejected'],
      [2, 'failed'],
      [5_000, 'skipped'],
    ] as const;
    for (const [index, status] of outcomes) forwards.note(index, status);
    for (const [index, status] of [...outcomes].reverse()) backwards.note(index, status);
    for (const { counts, ended } of [forwards, backwards]) {
      expect(counts).toEqual({ succeeded: 1, rejected: 1, failed: 1, skipped: 1 });
      expect(ended).toBe(4);
    }
  });

  it('knows up to where all items have ended', () => {
    const tally = new Tally();
    for (const index of [1, 2, 4]) tally.note(index, 'succeeded');
    expect(tally.settledBelow).toBe(0);
    tally.note(0, 'failed');
    expect(tally.settledBelow).toBe(3);
    tally.note(3, 'succeeded');
    expect(tally.settledBelow).toBe(5);
  });
});
