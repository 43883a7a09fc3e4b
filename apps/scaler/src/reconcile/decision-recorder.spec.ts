import type { FleetRecord } from '@facefleet/contracts';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DecisionRecorder } from './decision-recorder';

const START_MS = Date.UTC(2026, 10, 23, 12);
let seq: number;
let stored: Map<string, string[]>;
let writes: number;
let fails: boolean;
let recorder: DecisionRecorder;

beforeEach(() => {
  vi.useFakeTimers({ now: START_MS });
  Logger.overrideLogger(false);
  [seq, writes, fails] = [0, 0, false];
  stored = new Map();
  const write = (segment: string, lines: readonly string[]) => {
    writes += 1;
    if (fails) return Promise.reject(new Error('no answer'));
    stored.set(segment, [...lines]);
    return Promise.resolve();
  };
  recorder = new DecisionRecorder({ write }, { nowMs: () => Date.now() });
  recorder.onApplicationBootstrap();
});
afterEach(() => vi.useRealTimers());

function add(changed = false, scalerId = 's'): void {
  recorder.add({ v: 1, scalerId, seq: ++seq, changed, stateBefore: { left: seq } } as unknown as FleetRecord);
}
const seqs = () =>
  [...stored.values()].map((lines) => lines.map((line) => (JSON.parse(line) as FleetRecord).seq));

async function decideFor(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    add();
    await vi.advanceTimersByTimeAsync(1_000);
  }
}

describe('DecisionRecorder', () => {
  it('stores a segment a minute, every decision once', async () => {
    await decideFor(125);
    expect([...stored.keys()]).toEqual(['2026-11-23T120000.000Z-s', '2026-11-23T120100.000Z-s']);
    expect(seqs().flat()).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
    expect(recorder.waiting).toHaveLength(5);
    expect(writes).toBe(2);
  });

  it('stores a decision that changed something at once, and again with what followed', async () => {
    await decideFor(3);
    add(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(seqs()).toEqual([[1, 2, 3, 4]]);
    await decideFor(60);
    expect(stored.size).toBe(1);
    expect(seqs()[0]!.length).toBeGreaterThan(50);
    expect(writes).toBe(2);
  });

  it('keeps what was left to remember with the first decision of each segment, and of each leader', async () => {
    await decideFor(70);
    add(true, 'leads-again');
    await vi.advanceTimersByTimeAsync(1_000);
    const withState = [...stored.values()].map((lines) =>
      lines.flatMap((line) => (JSON.parse(line) as FleetRecord).stateBefore ?? []),
    );
    expect(withState).toEqual([[{ left: 1 }], [{ left: 61 }], [{ left: 71 }]]);
  });

  it('waits for a store that does not answer, and loses the oldest only after half an hour', async () => {
    fails = true;
    await decideFor(20 * 60);
    fails = false;
    await decideFor(2);
    expect(seqs().flat().slice(0, 1200)).toEqual(Array.from({ length: 1200 }, (_, index) => index + 1));
    fails = true;
    await decideFor(40 * 60);
    fails = false;
    stored.clear();
    await decideFor(2);
    expect(stored.size).toBeLessThanOrEqual(30);
    expect(stored.size).toBeGreaterThanOrEqual(29);
  });

  it('stores what is left when it ends, unless the store takes too long', async () => {
    await decideFor(3);
    await recorder.beforeApplicationShutdown();
    expect(seqs()).toEqual([[1, 2, 3]]);
  });

  it('ends although the store never answers', async () => {
    const never = () => new Promise<void>(() => undefined);
    const dead = new DecisionRecorder({ write: never }, { nowMs: () => Date.now() }, 5);
    dead.add({ v: 1, scalerId: 's', seq: 1 } as FleetRecord);
    await dead.beforeApplicationShutdown();
  });
});
