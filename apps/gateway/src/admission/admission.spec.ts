import type { FleetStatus } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';
import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import { FleetBook } from '../fleet/fleet-book';
import { Admission } from './admission';

const LIMIT_S = 10.25;
const clock = { atMs: 0, nowMs: () => clock.atMs };

let book: FleetBook;
let admission: Admission;
let loop: { delayS: number };
let ids: number;

beforeEach(() => {
  Logger.overrideLogger(false);
  clock.atMs = 1_000_000;
  ids = 0;
  book = new FleetBook(clock);
  loop = { delayS: 0 };
  admission = new Admission(book, clock, loop);
  admission.onModuleInit();
});

const none = { visible: 0, inFlight: 0, delayed: 0 };
const queue = (interactive: number, bulk = 0) => ({
  ...none,
  visible: interactive + bulk,
  interactive: { ...none, visible: interactive },
});
const ready = { workerId: 'a', state: 'ready' as const, ageS: 100, slots: 1 };

/** One worker, which is all that there may be; 0.05 s a message as it says, and 0.1 as is reckoned. */
function hear(more: Partial<FleetStatus> = {}, { desired = 1, current = 1 } = {}): void {
  const at = new Date(clock.atMs).toISOString();
  book.hear({
    at,
    minWorkers: 0,
    maxWorkers: 1,
    queue: queue(0),
    workers: [ready],
    decision: { at, desired, current, action: 'hold', reasons: [] },
    capacity: { serviceTimeS: 0.05, bootS: 3, slots: 1 },
    ...more,
  } satisfies FleetStatus);
}

const visit = (keyId = 'key', limitS = LIMIT_S) => ({ keyId, limitS });
const enter = (keyId?: string, limitS?: number): string => {
  const id = `id ${(ids += 1)}`;
  admission.enter(visit(keyId, limitS), [id]);
  return id;
};

/** Sends until it is refused. @returns what got in, and the refusal */
function fill(keyId?: string, limitS?: number): { accepted: string[]; refusal: ExpectedError } {
  const accepted: string[] = [];
  for (;;) {
    try {
      accepted.push(enter(keyId, limitS));
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      return { accepted, refusal: error };
    }
  }
}

describe('Admission', () => {
  it('accepts what the fleet can answer in time, keeps a part for other keys, and says when to come back', () => {
    hear();
    const { accepted, refusal } = fill();
    expect(accepted).toHaveLength(75);
    expect(refusal).toMatchObject({ code: 'overloaded', retryAfterS: 4 });
    expect(fill('other').accepted).toHaveLength(25);
    expect(fill('third').refusal.message).toBe(
      'More was asked than can be answered within 10.25 s. This request was not accepted: send it again in 7 s.',
    );
  });

  it('accepts again as answers are heard, also those of other gateways, but not those of bulk work', () => {
    hear();
    const [first] = fill().accepted;
    admission.hearAnswer('of a batch', { bulk: true });
    expect(fill().accepted).toHaveLength(0);
    admission.hearAnswer(first!, { bulk: false });
    expect(fill().accepted).toHaveLength(1);
    hear({ queue: queue(90) });
    expect(fill().accepted).toHaveLength(0);
    for (let n = 0; n < 20; n++) admission.hearAnswer(`elsewhere ${n}`, { bulk: false });
    expect(fill('other').accepted.length).toBeGreaterThan(0);
  });

  it('counts what other gateways have in the queue, and not what is bulk work', () => {
    hear({ queue: queue(70, 100_000) });
    expect(fill().accepted).toHaveLength(30);
    hear({ queue: queue(100) });
    expect(fill().refusal).toMatchObject({ code: 'overloaded' });
  });

  it('counts what it accepted since the scaler looked at the queue', () => {
    hear({ queue: queue(50) });
    fill();
    const { waiting } = admission;
    hear({ queue: queue(50) });
    expect(admission.waiting).toBe(waiting);
  });

  it('reckons with workers that the fleet may still have, from zero too', () => {
    hear({ workers: [], maxWorkers: 4 });
    // Four of them for 7 s after a boot of 3 s, and three quarters of that for one key.
    expect(fill().accepted).toHaveLength(210);
  });

  it.each([
    ['is paused', { pause: { since: '2026-11-23T12:00:00.000Z', by: 'x', reason: null, until: null } }],
    ['only decides', { mode: 'dry-run' as const }],
  ])('reckons with no further workers while the scaler %s', (_, more) => {
    hear({ ...more, maxWorkers: 4 });
    expect(fill().accepted).toHaveLength(75);
  });

  it('stops to reckon with workers that the scaler has wanted for long and does not get', () => {
    const wanting = { desired: 4, current: 1 };
    hear({ maxWorkers: 4 }, wanting);
    clock.atMs += 16_000;
    hear({ maxWorkers: 4 }, wanting);
    expect(fill().accepted).toHaveLength(75);
    hear({ maxWorkers: 4 }, { desired: 4, current: 4 });
    expect(fill().accepted.length).toBeGreaterThan(75);
  });

  it('accepts what wakes a fleet whose boot alone takes longer than the limit', () => {
    hear({ workers: [], capacity: { serviceTimeS: 0.05, bootS: 90, slots: 1 } });
    expect(fill().accepted.length).toBeGreaterThan(10);
  });

  it('accepts a bounded number where nothing is known, also when the scaler falls silent', () => {
    expect(fill().accepted).toHaveLength(150);
    expect(fill().refusal.retryAfterS).toBe(5);
    expect(fill('other').accepted).toHaveLength(50);
  });

  it('accepts more where nothing is known and the client has the time that one slow worker needs', () => {
    expect(fill('key', 3_600).accepted).toHaveLength(2_700);
    expect(fill('other', 1e9).accepted.length).toBeLessThan(10_000);
  });

  it('does not go by what the scaler said long ago', () => {
    hear({ queue: queue(100) });
    expect(fill().accepted).toHaveLength(0);
    clock.atMs += 10_000;
    expect(fill().accepted).toHaveLength(150);
  });

  it('does not go by what the scaler said when the clock is set back', () => {
    hear({ queue: queue(100) });
    clock.atMs -= 3_600_000;
    expect(fill().accepted).toHaveLength(150);
  });

  it('goes by how fast answers really come, also when the scaler falls silent', () => {
    hear();
    const { accepted } = fill();
    // One every 200 ms: half as fast as was reckoned.
    for (const id of accepted.slice(0, 31)) {
      clock.atMs += 200;
      hear({ queue: queue(40) });
      admission.hearAnswer(id, { bulk: false });
    }
    expect(admission.waiting).toBe(44);
    expect(fill().accepted).toHaveLength(0);
    clock.atMs += 11_000;
    expect(fill().accepted).toHaveLength(0);
  });

  it('keeps back of the limit what answers came later than was reckoned', () => {
    hear();
    const [first] = fill().accepted;
    clock.atMs += 2_350; // it was to take 0.1 s
    admission.hearAnswer(first!, { bulk: false });
    hear();
    for (const key of ['b', 'c']) fill(key);
    // The limit less 2.25 s.
    expect(admission.waiting).toBe(80);
  });

  it('does not blame a fleet that could grow and need not: that the scaler has time is no shortfall', () => {
    hear({ maxWorkers: 4 });
    const first = fill().accepted;
    clock.atMs += 15_000; // of one worker, no more was to be expected of the 150th
    admission.hearAnswer(first[150]!, { bulk: false });
    hear({ maxWorkers: 4 });
    const { waiting } = admission;
    for (const key of ['b', 'c', 'd']) fill(key);
    expect(admission.waiting).toBeGreaterThan(waiting);
  });

  it('never keeps back more than half of the limit', () => {
    hear();
    const [first] = fill().accepted;
    clock.atMs += 19_000;
    admission.hearAnswer(first!, { bulk: false });
    hear();
    for (const key of ['b', 'c']) fill(key);
    expect(admission.waiting).toBeGreaterThan(50);
  });

  it('forgets requests of whose answers nobody told', () => {
    hear();
    fill();
    clock.atMs += 2 * LIMIT_S * 1000;
    hear();
    expect(fill().accepted).toHaveLength(75);
  });

  it('forgets them sooner where the queue is empty', () => {
    hear();
    fill();
    clock.atMs += 10_001;
    hear({ queue: queue(0) });
    expect(admission.waiting).toBe(0);
  });

  it('does not take a queue that the scaler cannot see for an empty one', () => {
    hear();
    fill();
    clock.atMs += 10_001;
    hear({ queue: null });
    expect(admission.waiting).toBe(75);
    expect(fill().accepted).toHaveLength(0);
  });

  it('lets a form in as a whole, or nothing of it', () => {
    hear({ queue: queue(74) });
    admission.enter(visit(), ['1', '2', '3']);
    expect(admission.waiting).toBe(3);
    hear({ queue: queue(100) });
    expect(() => admission.enter(visit(), ['4', '5'])).toThrow('was not accepted');
    expect(admission.waiting).toBe(3);
    admission.enter(visit(), ['1', '2']); // they are in
  });

  it('lets less in while this process is late itself', () => {
    hear();
    loop.delayS = 1;
    expect(fill().accepted).toHaveLength(60);
  });

  it('lets more in of those whose clients wait longer', () => {
    hear();
    fill();
    expect(fill('course', 280).accepted.length).toBeGreaterThan(1_000);
  });

  it('makes room for what was let in and could not be sent', () => {
    hear();
    const [first] = fill().accepted;
    admission.leave(first!);
    expect(fill().accepted).toHaveLength(1);
  });
});
