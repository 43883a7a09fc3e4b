import { beforeEach, describe, expect, it } from 'vitest';
import { AcceptedTally } from './accepted-tally';

const MINUTE_MS = 60_000;
const clock = { atMs: 0, nowMs: () => clock.atMs };
let tally: AcceptedTally;

beforeEach(() => {
  clock.atMs = 1_000_000;
  tally = new AcceptedTally(clock);
});

/** Says so by a clock of its own, which is an hour late. */
function hear(senderId: string, messages: number, ageMs: number, listeningForMs = 10 * MINUTE_MS): void {
  const atMs = clock.atMs - 60 * MINUTE_MS;
  tally.note(senderId, atMs, { sinceMs: atMs - ageMs, messages }, listeningForMs);
}

describe('AcceptedTally', () => {
  it('knows nothing before anybody was heard: that is not zero', () => {
    expect(tally.accepted).toBeUndefined();
  });

  it('sums over those who send', () => {
    hear('a', 3, 1000);
    hear('b', 4, 1000);
    expect(tally.accepted).toBe(7);
  });

  it('counts of a sender that is older than its own listening only what it sends from then on', () => {
    hear('a', 1_000_000, 60 * MINUTE_MS);
    expect(tally.accepted).toBe(0);
    clock.atMs += 1000;
    hear('a', 1_000_005, 60 * MINUTE_MS + 1000);
    expect(tally.accepted).toBe(5);
  });

  it('never falls, whether a sender starts again, is gone or is heard late', () => {
    hear('a', 10, 5000);
    hear('b', 5, 5000);
    hear('a', 8, 5000);
    expect(tally.accepted).toBe(15);
    hear('a', 2, 1000);
    expect(tally.accepted).toBe(17);
    clock.atMs += 5 * MINUTE_MS;
    hear('b', 6, 5 * MINUTE_MS + 5000);
    expect(tally.accepted).toBe(18);
  });

  it('knows nothing while nobody is heard, and afterwards what was missed', () => {
    hear('a', 3, 1000);
    clock.atMs += MINUTE_MS;
    expect(tally.accepted).toBeUndefined();
    hear('a', 30, MINUTE_MS + 1000, 0);
    expect(tally.accepted).toBe(30);
  });

  it('does not count twice what one sent that was not heard for hours', () => {
    hear('a', 3, 1000);
    clock.atMs += 120 * MINUTE_MS;
    hear('b', 0, 1000);
    hear('a', 9, 120 * MINUTE_MS + 1000, 300 * MINUTE_MS);
    expect(tally.accepted).toBe(3);
    hear('a', 10, 120 * MINUTE_MS + 1000);
    expect(tally.accepted).toBe(4);
  });
});
