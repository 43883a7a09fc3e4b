import { describe, expect, it } from 'vitest';
import { decide, INITIAL_STATE } from './decide';
import type { ScalingState } from './decision';
import type { Observation, ObservedHeartbeat, ObservedWorker } from './observation';
import type { ScalingPolicy } from './policy';

const policy: ScalingPolicy = {
  minWorkers: 0,
  maxWorkers: 20,
  slots: 2,
  deadlineS: 60,
  idleS: 60,
  emptyProofs: 3,
  silentAfterS: 10,
  serviceTimeMs: 1500,
  bootS: 45,
};

const NOW_MS = 1_800_000_000_000;
const EMPTY = { visible: 0, inFlight: 0, delayed: 0 };
/** What repeated observations of an empty queue have proven at `NOW_MS`. */
const PROVEN: ScalingState = {
  empty: { count: 10, sinceMs: NOW_MS - 70_000 },
  noneInFlight: { count: 10, sinceMs: NOW_MS - 70_000 },
};

function seeing(
  queue: Partial<typeof EMPTY> | undefined,
  workers: ObservedWorker[] = [],
  more?: Partial<Observation>,
) {
  const counts = queue && { ...EMPTY, ...queue };
  return { nowMs: NOW_MS, queue: counts, workers, heartbeatsFlow: true, ...more } satisfies Observation;
}

function worker(workerId: string, ageS: number, heartbeat?: Partial<ObservedHeartbeat>): ObservedWorker {
  const full = heartbeat && { state: 'ready' as const, agoS: 0.5, busySlots: 0, ...heartbeat };
  return { workerId, ageS, slots: 2, draining: false, heartbeat: full };
}
const launching = (workerId: string, ageS = 1) => worker(workerId, ageS);
const busy = (workerId: string) => worker(workerId, 300, { busySlots: 2 });
const idle = (workerId: string, idleForS: number) =>
  worker(workerId, 300, { idleSinceMs: NOW_MS - idleForS * 1000 });
const silent = (workerId: string) => worker(workerId, 300, { agoS: 30, busySlots: 1 });

const decisionOn = (seen: Observation, state = INITIAL_STATE, change?: Partial<ScalingPolicy>) =>
  decide(seen, state, { ...policy, ...change }).decision;

describe('launching', () => {
  it('launches the fewest workers that meet the deadline and tells the numbers it compared', () => {
    expect(decisionOn(seeing({ visible: 200 }))).toEqual({
      desired: 10,
      current: 0,
      action: 'launch',
      launch: 10,
      drain: [],
      reasons: [
        'Launching 10 workers: 0 ready or on their way.',
        '10 workers would finish in about 60 s, within the deadline of 60 s; fewer would not.',
        'Backlog 200 (200 waiting, 0 in flight, 0 delayed), 1.5 s each on a slot (assumed).',
      ],
    });
  });

  it.each(['visible', 'inFlight', 'delayed'] as const)(
    'launches one worker for one message that is %s',
    (kind) => {
      expect(decisionOn(seeing({ [kind]: 1 }))).toMatchObject({ action: 'launch', launch: 1 });
    },
  );

  it('plans with measured times once there are some', () => {
    // With 0.1 s each and 10 s to boot, one worker finishes 1,000 messages in the 50 s that are left.
    const seen = seeing({ visible: 1000 }, [], { serviceTimeMs: 100, bootS: 10 });
    expect(decisionOn(seen).launch).toBe(1);
    expect(decisionOn(seen).reasons.join(' ')).toContain('0.1 s each on a slot (measured)');
  });

  it('launches nobody again while those on their way suffice', () => {
    const onTheirWay = Array.from({ length: 10 }, (_, index) => launching(`w${index}`));
    expect(decisionOn(seeing({ visible: 200 }, onTheirWay))).toMatchObject({
      action: 'hold',
      launch: 0,
      current: 10,
    });
  });

  it('keeps the minimum without any work', () => {
    expect(decisionOn(seeing({}), INITIAL_STATE, { minWorkers: 2 })).toMatchObject({ launch: 2, desired: 2 });
  });

  it('counts machines that drain or are silent towards the maximum, and says that they are in the way', () => {
    const taken = [{ ...busy('a'), draining: true }, silent('b'), busy('c')];
    const decision = decisionOn(seeing({ visible: 5000 }, taken), INITIAL_STATE, { maxWorkers: 4 });
    expect(decision).toMatchObject({ action: 'launch', launch: 1, desired: 4, current: 1 });
    expect(decision.reasons).toContain(
      '2 workers missing: no room, at most 4 machines (1 in use, 1 draining, 1 silent).',
    );
  });

  it('replaces a silent worker without stopping it', () => {
    expect(decisionOn(seeing({ visible: 3, inFlight: 2 }, [silent('a')]))).toMatchObject({
      action: 'launch',
      launch: 1,
      drain: [],
    });
  });

  it('holds and says why when the fleet cannot launch', () => {
    const decision = decisionOn(seeing({ visible: 1 }, [], { launchObstacle: 'the last 3 workers died' }));
    expect(decision).toMatchObject({ action: 'hold', launch: 0, desired: 1 });
    expect(decision.reasons[0]).toBe('1 worker missing, not launched: the last 3 workers died.');
  });

  it('launches from queue counts and ages alone when no heartbeats arrive', () => {
    const deaf = { heartbeatsFlow: false };
    expect(decisionOn(seeing({ visible: 200 }, [], deaf)).launch).toBe(10);
    const old = Array.from({ length: 3 }, (_, index) => launching(`w${index}`, 100));
    // Three workers old enough to be ready finish 3 * 80 messages.
    expect(decisionOn(seeing({ visible: 200 }, old, deaf))).toMatchObject({ launch: 0, current: 3 });
  });
});

describe('scaling in', () => {
  it('drains only as many as are too many, the longest idle first', () => {
    const workers = [busy('a'), idle('b', 61), idle('c', 90), idle('d', 75)];
    const decision = decisionOn(seeing({ inFlight: 90 }, workers));
    expect(decision).toMatchObject({ action: 'drain', desired: 2, drain: ['c', 'd'] });
    expect(decision.reasons[0]).toBe(
      'Draining 2 workers (c, d) without work: 2 wanted, 4 ready or on their way.',
    );
  });

  it('drains nobody who is at work or was a moment ago', () => {
    const decision = decisionOn(seeing({}, [busy('a'), idle('b', 59)]), PROVEN);
    expect(decision).toMatchObject({ action: 'hold', desired: 0, drain: [] });
    expect(decision.reasons[0]).toBe(
      '0 wanted, 2 ready or on their way: 2 workers too many, none of them without work for 60 s and dispensable.',
    );
  });

  it('keeps an idle worker when those who would stay could not be ready in time', () => {
    const decision = decisionOn(seeing({ visible: 60 }, [idle('a', 90), launching('b', 0)]));
    expect(decision).toMatchObject({ action: 'hold', desired: 1, drain: [] });
  });

  it('keeps the last worker until the queue was seen empty often enough and long enough', () => {
    const seen = seeing({}, [idle('a', 100)]);
    const after = (count: number, forS: number) =>
      decisionOn(seen, { ...PROVEN, empty: { count, sinceMs: NOW_MS - forS * 1000 } });
    expect(after(1, 100)).toMatchObject({ action: 'hold', desired: 1 });
    expect(after(100, 59)).toMatchObject({ action: 'hold', desired: 1 });
    expect(after(2, 60)).toMatchObject({ action: 'drain', desired: 0, drain: ['a'] });
  });

  it('starts the proof of emptiness anew after a message and after a look that failed', () => {
    for (const queue of [{ delayed: 1 }, undefined]) {
      const { state } = decide(seeing(queue), PROVEN, policy);
      expect(decisionOn(seeing({}, [idle('a', 100)]), state)).toMatchObject({ action: 'hold', desired: 1 });
    }
  });

  it('does not go below the minimum on a proven empty queue', () => {
    const decision = decisionOn(seeing({}, [idle('a', 99), idle('b', 98)]), PROVEN, { minWorkers: 1 });
    expect(decision).toMatchObject({ desired: 1, drain: ['a'] });
  });

  it('keeps a silent worker while anything is in flight, whoever may hold it', () => {
    const decision = decisionOn(seeing({ inFlight: 1 }, [silent('a'), busy('b')]), PROVEN);
    expect(decision).toMatchObject({ action: 'hold', drain: [] });
    expect(decision.reasons[0]).toContain('kept as long as a message may be in its hands');
  });

  it('drains a silent worker once nothing was in flight for long, so that it frees its place', () => {
    const seen = seeing({ visible: 5 }, [silent('a')]);
    expect(decisionOn(seen, PROVEN, { maxWorkers: 1 })).toMatchObject({ action: 'drain', drain: ['a'] });
  });

  it('drains without heartbeats only on a proven empty queue', () => {
    const deaf = { heartbeatsFlow: false };
    const workers = [launching('a', 300), idle('b', 300)];
    expect(decisionOn(seeing({ visible: 1 }, workers, deaf))).toMatchObject({ action: 'hold', drain: [] });
    expect(decisionOn(seeing({}, workers, deaf))).toMatchObject({ action: 'hold', drain: [] });
    expect(decisionOn(seeing({}, workers, deaf), PROVEN)).toMatchObject({
      action: 'drain',
      drain: ['a', 'b'],
    });
  });
});

describe('an unknown queue', () => {
  it('freezes everything: nothing is launched below the minimum, nothing drained above it', () => {
    expect(decisionOn(seeing(undefined, []), PROVEN, { minWorkers: 1 })).toMatchObject({
      action: 'freeze',
      launch: 0,
    });
    expect(decisionOn(seeing(undefined, [idle('a', 500), silent('b')]), PROVEN)).toMatchObject({
      action: 'freeze',
      desired: 1,
      current: 1,
      drain: [],
    });
  });
});
