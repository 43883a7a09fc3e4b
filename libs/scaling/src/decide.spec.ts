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
  minBillS: 60,
  lateCostS: 30,
};

const NOW_MS = 1_800_000_000_000;
const EMPTY = { visible: 0, inFlight: 0, delayed: 0 };
/** Every boot takes 45 s. */
const EXACT = { boots: { cold: { p50S: 45, p90S: 45 } } };

function since(agoS: number, count = 10) {
  return { count, sinceMs: NOW_MS - agoS * 1000 };
}
/** What repeated observations of an empty queue have proven at `NOW_MS`. */
const PROVEN: ScalingState = { empty: since(700), noneInFlight: since(700), surplus: since(4, 2) };

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
const idle = (workerId: string, idleForS: number, ageS = 300) =>
  worker(workerId, ageS, { idleSinceMs: NOW_MS - idleForS * 1000 });
const silent = (workerId: string) => worker(workerId, 300, { agoS: 30, busySlots: 1 });

const decisionOn = (seen: Observation, state = INITIAL_STATE, change?: Partial<ScalingPolicy>) =>
  decide(seen, state, { ...policy, ...change }).decision;

/** What it decides when it sees the same again and again, every two seconds. */
function decisionAfter(looks: number, seen: Observation, change?: Partial<ScalingPolicy>) {
  const look = (back: number, state: ScalingState) =>
    decide({ ...seen, nowMs: seen.nowMs - 2000 * back }, state, { ...policy, ...change });
  let answer = look(looks - 1, INITIAL_STATE);
  for (let back = looks - 2; back >= 0; back--) answer = look(back, answer.state);
  return answer.decision;
}

describe('launching', () => {
  it('launches the fewest workers that keep the promise and tells the numbers it compared', () => {
    const one = { slots: 1, deadlineS: 120 };
    expect(decisionOn(seeing({ visible: 200 }, [], EXACT), INITIAL_STATE, one)).toEqual({
      desired: 5,
      current: 0,
      action: 'launch',
      launch: 5,
      drain: [],
      reasons: [
        'Launching 5 workers: 0 ready or on their way.',
        '5 workers keep the promised 120 s; with 0, 200 answers would be late.',
        'Backlog 200 (200 waiting, 0 in flight, 0 delayed, the oldest 0 s old); 0 arrive a second, 1.5 s each on a slot.',
      ],
    });
  });

  it.each(['visible', 'inFlight', 'delayed'] as const)(
    'launches one worker for one message that is %s',
    (kind) => {
      const seen = seeing({ [kind]: 1 }, [], EXACT);
      expect(decisionOn(seen, INITIAL_STATE, { deadlineS: 120 })).toMatchObject({
        action: 'launch',
        launch: 1,
      });
    },
  );

  it('plans with measured times once there are some', () => {
    const backlog = { visible: 500 };
    const assumed = decisionOn(seeing(backlog), INITIAL_STATE, { deadlineS: 120 });
    const measured = { serviceTimeMs: 100, boots: { cold: { p50S: 10, p90S: 10 } } };
    const decision = decisionOn(seeing(backlog, [], measured), INITIAL_STATE, { deadlineS: 120 });
    expect(assumed.launch).toBeGreaterThan(1);
    expect(decision.launch).toBe(1);
    expect(decision.reasons.join(' ')).toContain('0.1 s each on a slot');
  });

  it('counts on the warm pool when there are stopped machines', () => {
    const boots = { ...EXACT.boots, stopped: { p50S: 5, p90S: 5 } };
    const launch = (stoppedMachines: number) =>
      decisionOn(seeing({ visible: 300 }, [], { boots, stoppedMachines })).launch;
    expect(launch(9)).toBeLessThan(launch(0));
  });

  it('launches nobody again while those on their way suffice', () => {
    const first = decide(seeing({ visible: 200 }), INITIAL_STATE, policy);
    const onTheirWay = Array.from({ length: first.decision.launch }, (_, index) => launching(`w${index}`, 0));
    const current = onTheirWay.length;
    expect(decisionOn(seeing({ visible: 200 }, onTheirWay), first.state)).toMatchObject({
      action: 'hold',
      launch: 0,
      current,
      desired: current,
    });
  });

  it('launches nobody for a message that those at work do in time', () => {
    expect(decisionOn(seeing({ visible: 40, inFlight: 2 }, [busy('a')])).action).toBe('hold');
  });

  it('still launches somebody for what is long overdue, and not everybody', () => {
    expect(decisionOn(seeing({ visible: 5 }, [], { ...EXACT, oldestAgeS: 900 })).launch).toBe(1);
  });

  it('keeps the minimum without any work, and says that it is the minimum', () => {
    const decision = decisionOn(seeing({}), INITIAL_STATE, { minWorkers: 2 });
    expect(decision).toMatchObject({ launch: 2, desired: 2 });
    expect(decision.reasons).toContain('At least 2 workers by policy.');
  });

  it('stays asleep when there is nothing to do and nobody to do it', () => {
    expect(decisionAfter(50, seeing({}))).toMatchObject({ action: 'hold', desired: 0 });
  });

  it('counts machines that drain or are silent towards the maximum, and says that even the maximum is not enough', () => {
    const taken = [{ ...busy('a'), draining: true }, silent('b'), busy('c')];
    const decision = decisionOn(seeing({ visible: 5000 }, taken), INITIAL_STATE, { maxWorkers: 4 });
    expect(decision).toMatchObject({ action: 'launch', launch: 1, desired: 2, current: 1 });
    expect(decision.reasons[1]).toMatch(
      /^Even the maximum of 2 workers leaves \d+ answers later than the promised 60 s\.$/,
    );
  });

  it('says what is in the way of the minimum', () => {
    const taken = [{ ...busy('a'), draining: true }, silent('b')];
    const decision = decisionOn(seeing({ inFlight: 1 }, taken), INITIAL_STATE, {
      minWorkers: 2,
      maxWorkers: 3,
    });
    expect(decision).toMatchObject({ action: 'launch', launch: 1 });
    expect(decision.reasons).toContain(
      '1 worker missing: no room, at most 3 machines (0 in use, 1 draining, 1 silent).',
    );
  });

  it('replaces a silent worker without stopping it', () => {
    expect(decisionOn(seeing({ visible: 3, inFlight: 2 }, [silent('a')], EXACT))).toMatchObject({
      action: 'launch',
      drain: [],
    });
  });

  it('holds and says why when the fleet cannot launch', () => {
    const obstacle = { launchObstacle: 'the last 3 workers died', ...EXACT };
    const decision = decisionOn(seeing({ visible: 1 }, [], obstacle), INITIAL_STATE, { deadlineS: 120 });
    expect(decision).toMatchObject({ action: 'hold', launch: 0, desired: 1 });
    expect(decision.reasons[0]).toBe('1 worker missing, not launched: the last 3 workers died.');
  });

  it('launches one worker after launches have failed, and says why until one is ready', () => {
    const trial = { launchTrial: 'the last 2 launches failed (exit code 1)' };
    const first = decisionOn(seeing({ visible: 200 }, [], trial));
    expect(first).toMatchObject({ action: 'launch', launch: 1 });
    expect(first.desired).toBeGreaterThan(1);
    const sentence = 'One launch at a time: the last 2 launches failed (exit code 1).';
    expect(first.reasons.slice(0, 2)).toEqual(['Launching 1 worker: 0 ready or on their way.', sentence]);
    const underWay = decisionOn(seeing({ visible: 1 }, [launching('a', 1)], trial));
    expect(underWay).toMatchObject({ launch: 0 });
    expect(underWay.reasons[0]).toBe(sentence);
  });

  it('launches from queue counts and ages alone when no heartbeats arrive', () => {
    const deaf = { heartbeatsFlow: false };
    const hearing = decisionOn(seeing({ visible: 200 }));
    expect(decisionOn(seeing({ visible: 200 }, [], deaf)).launch).toBe(hearing.launch);
    const old = Array.from({ length: 6 }, (_, index) => launching(`w${index}`, 100));
    const decision = decisionOn(seeing({ visible: 200 }, old, deaf));
    expect(decision).toMatchObject({ launch: 0, current: 6 });
    expect(decision.reasons).toContain(
      'No heartbeats arrive: who is ready is judged by age alone, and nobody counts as idle.',
    );
  });
});

describe('a clock that was set back', () => {
  it('is no reason to let messages wait until the time comes again that was remembered', () => {
    const before = {
      nowMs: NOW_MS + 3_600_000,
      queue: EMPTY,
      accepted: 0,
      workers: [],
      heartbeatsFlow: true,
    };
    let { state } = decide(before, INITIAL_STATE, policy);
    const burst = {
      ...before,
      nowMs: before.nowMs + 2_000,
      queue: { ...EMPTY, visible: 100 },
      accepted: 100,
    };
    const launched = decide(burst, state, policy);
    expect(launched.decision.launch).toBeGreaterThan(0);
    state = launched.state;
    const after = decide({ ...burst, nowMs: NOW_MS }, state, policy);
    expect(after.decision.launch).toBe(launched.decision.launch);
    expect(after.state.empty).toEqual({ count: 0 });
    expect(after.state.arrivals).toMatchObject({ atMs: NOW_MS, log: { atMs: NOW_MS } });
  });

  it('is no reason either to keep the last worker until then', () => {
    const nowMs = NOW_MS + 3_600_000;
    const looks = Array.from({ length: 100 }, (_, look) => nowMs + look * 2_000);
    const later = looks.map((at) => at - 3_600_000 - 199_000);
    let state = INITIAL_STATE;
    const drained = [...looks, ...later].flatMap((at) => {
      const seen = { ...seeing({}, [idle('a', 1_000)]), nowMs: at };
      const answer = decide(seen, state, { ...policy, idleS: 300 });
      state = answer.state;
      return answer.decision.drain;
    });
    expect(drained).toContain('a');
  });
});

describe('boots that were measured wrongly', () => {
  it('count as none at all where they are below zero', () => {
    const wrong = { bootS: -30, boots: { cold: { p50S: -60, p90S: -30 } } };
    expect(decisionOn(seeing({ visible: 5 }, [], wrong))).toMatchObject({ action: 'launch' });
    expect(decisionOn(seeing({}, [], wrong))).toMatchObject({ action: 'hold', desired: 0 });
  });
});

describe('scaling in', () => {
  it('drains those without work who will not be missed, the longest idle first, when it has seen so twice', () => {
    const seen = seeing({ inFlight: 2 }, [busy('a'), idle('b', 61), idle('c', 90), idle('d', 75)]);
    expect(decisionAfter(1, seen)).toMatchObject({ action: 'hold', desired: 4, drain: [] });
    const decision = decisionAfter(2, seen);
    expect(decision).toMatchObject({ action: 'drain', current: 4, desired: 1, drain: ['c', 'd', 'b'] });
    expect(decision.reasons[0]).toBe(
      'Draining 3 workers (c, d, b): 1 worker will do for the next 60 s at least.',
    );
  });

  it('keeps those without work whom the backlog will need at once', () => {
    const workers = [busy('a'), idle('b', 90), idle('c', 90), idle('d', 90)];
    expect(decisionAfter(2, seeing({ visible: 4, inFlight: 2 }, workers)).drain).toHaveLength(1);
    expect(decisionAfter(2, seeing({ visible: 90, inFlight: 2 }, workers))).toMatchObject({ action: 'hold' });
  });

  it('drains nobody who is at work, draining already, or on the way', () => {
    const workers = [busy('a'), { ...idle('b', 90), draining: true }, launching('c')];
    expect(decisionAfter(5, seeing({ inFlight: 2 }, workers))).toMatchObject({ action: 'hold', drain: [] });
  });

  it('drains nobody whose least bill is not used up', () => {
    const young = [busy('a'), idle('b', 20, 59)];
    const old = [busy('a'), idle('b', 20, 60)];
    expect(decisionAfter(5, seeing({ inFlight: 2 }, young))).toMatchObject({ action: 'hold', drain: [] });
    expect(decisionAfter(5, seeing({ inFlight: 2 }, old))).toMatchObject({ action: 'drain', drain: ['b'] });
  });

  it('starts the proof of a surplus anew after a look that failed', () => {
    const seen = seeing({ inFlight: 2 }, [busy('a'), idle('b', 90)]);
    const once = decide(seen, INITIAL_STATE, policy).state;
    const blind = decide({ ...seen, queue: undefined }, once, policy).state;
    expect(decide(seen, once, policy).decision.drain).toEqual(['b']);
    expect(decide(seen, blind, policy).decision.drain).toEqual([]);
  });

  it('keeps the last worker until the queue was seen empty often and for as long as a new start would cost', () => {
    const seen = seeing({}, [idle('a', 500)], EXACT);
    const after = (count: number, forS: number) =>
      decisionOn(seen, { ...PROVEN, empty: since(forS, count) }, { deadlineS: 120 });
    expect(after(1, 500)).toMatchObject({ action: 'hold', desired: 1 });
    expect(after(100, 59)).toMatchObject({ action: 'hold', desired: 1 });
    expect(after(100, 59).reasons[0]).toBe(
      'The last worker stays: the queue is empty, seen 101 times in a row over 59 s, and it goes after 60 s of that.',
    );
    expect(after(2, 60)).toMatchObject({ action: 'drain', desired: 0, drain: ['a'] });
    expect(after(2, 60).reasons[0]).toBe(
      'Draining 1 worker (a): the queue is empty, seen 3 times in a row over 60 s.',
    );
  });

  it('keeps the last worker longer where the next message would be late without it', () => {
    // A new worker takes 45 s or more in half of all cases: as a rule too late for a promise of 30 s.
    const seen = seeing({}, [idle('a', 500)]);
    const state = { ...PROVEN, empty: since(80) };
    expect(decisionOn(seen, state, { deadlineS: 30, lateCostS: 300 })).toMatchObject({
      action: 'hold',
      desired: 1,
    });
    expect(decisionOn(seen, state, { deadlineS: 30, lateCostS: 0 })).toMatchObject({ action: 'drain' });
  });

  it('keeps the last worker through gaps that are known to end', () => {
    const { state } = decide(seeing({}, [idle('a', 70)]), INITIAL_STATE, policy);
    const counts = state.arrivals!.gaps.counts.map((count, group) => (group === 7 ? 30 : count)); // of up to 80 s
    const knowing = { ...PROVEN, arrivals: { ...state.arrivals!, gaps: { counts } } };
    const after = (forS: number) =>
      decisionOn(
        seeing({}, [idle('a', forS)], EXACT),
        { ...knowing, empty: since(forS) },
        { deadlineS: 30, lateCostS: 100 },
      );
    expect(after(70)).toMatchObject({ action: 'hold', desired: 1 });
    expect(after(80)).toMatchObject({ action: 'drain', desired: 0 });
  });

  it('starts the proof of emptiness anew after a message and after a look that failed', () => {
    for (const queue of [{ delayed: 1 }, undefined]) {
      const { state } = decide(seeing(queue, [idle('a', 500)]), PROVEN, policy);
      expect(decisionOn(seeing({}, [idle('a', 500)]), state)).toMatchObject({ action: 'hold', desired: 1 });
    }
  });

  it('does not go below the minimum on a proven empty queue', () => {
    const decision = decisionOn(seeing({}, [idle('a', 99), idle('b', 98)]), PROVEN, { minWorkers: 1 });
    expect(decision).toMatchObject({ desired: 1, drain: ['a'] });
  });

  it('keeps a silent worker while anything is in flight, whoever may hold it', () => {
    const decision = decisionOn(seeing({ inFlight: 1 }, [silent('a'), busy('b')]), PROVEN);
    expect(decision).toMatchObject({ action: 'hold', drain: [] });
    expect(decision.reasons[0]).toBe(
      '1 worker not heard of for 10 s: not counted on, and kept as long as a message may be in its hands.',
    );
  });

  it('drains a silent worker once nothing was in flight for long, so that it frees its place', () => {
    const decision = decisionOn(seeing({ visible: 5 }, [silent('a')]), PROVEN, { maxWorkers: 1 });
    expect(decision).toMatchObject({ action: 'drain', current: 0, desired: 0, drain: ['a'] });
    expect(decision.reasons[0]).toBe(
      'Draining 1 worker not heard of for 10 s (a): nothing was in flight for 60 s.',
    );
  });

  it('leaves a worker alone that was never heard, who may only be slow, and gives it up after 20 boot times', () => {
    const slow = worker('a', 200);
    expect(decisionOn(seeing({ visible: 1 }, [slow]), PROVEN, { maxWorkers: 1 }).drain).toEqual([]);
    const hopeless = worker('a', 20 * policy.bootS + policy.silentAfterS + 1);
    expect(decisionOn(seeing({ visible: 1 }, [hopeless]), PROVEN, { maxWorkers: 1 }).drain).toEqual(['a']);
  });

  it('drains a silent worker that takes up the place of the minimum', () => {
    const decision = decisionOn(seeing({}, [silent('a')]), PROVEN, { minWorkers: 1, maxWorkers: 1 });
    expect(decision).toMatchObject({ action: 'drain', drain: ['a'], launch: 0 });
  });

  it('drains without heartbeats only on a proven empty queue', () => {
    const deaf = { heartbeatsFlow: false };
    const workers = [launching('a', 300), idle('b', 300)];
    expect(decisionAfter(5, seeing({ visible: 1 }, workers, deaf))).toMatchObject({
      action: 'hold',
      drain: [],
    });
    expect(decisionAfter(5, seeing({}, workers, deaf))).toMatchObject({ action: 'hold', drain: [] });
    expect(decisionOn(seeing({}, workers, deaf), PROVEN)).toMatchObject({ action: 'drain', drain: ['a'] });
    expect(decisionOn(seeing({}, [workers[1]!], deaf), PROVEN)).toMatchObject({
      action: 'drain',
      drain: ['b'],
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

  it('loses nothing of what was counted: what arrived meanwhile is known at the next look', () => {
    const first = decide(seeing({}, [], { accepted: 10 }), INITIAL_STATE, policy).state;
    const blind = decide(seeing(undefined), first, policy).state;
    const { state } = decide(
      seeing({ visible: 5 }, [], { accepted: 15, nowMs: NOW_MS + 4000 }),
      blind,
      policy,
    );
    expect(state.arrivals).toMatchObject({ total: 5, accepted: 15 });
  });
});

describe('what arrived', () => {
  const totalAfter = (...looks: Partial<Observation>[]) => {
    let state = decide(seeing({}, [], { accepted: 100 }), INITIAL_STATE, policy).state;
    for (const [index, look] of looks.entries())
      ({ state } = decide({ ...seeing({}), nowMs: NOW_MS + 2000 * (index + 1), ...look }, state, policy));
    return state.arrivals!.total;
  };
  const queue = (visible: number) => ({ queue: { ...EMPTY, visible } });

  it('is what those count who accept, also when they begin anew', () => {
    expect(totalAfter({ accepted: 107 })).toBe(7);
    expect(totalAfter({ accepted: 107 }, { accepted: 3 })).toBe(10);
  });

  it('is what the backlog grew by and what was worked off, where nobody can be asked', () => {
    expect(totalAfter(queue(8))).toBe(8);
    expect(totalAfter(queue(8), { ...queue(8), workers: [busy('a')] })).toBeCloseTo(8 + (2 * 2) / 1.5);
    expect(totalAfter(queue(8), queue(2))).toBe(8);
    expect(totalAfter(queue(8), { ...queue(8), workers: [silent('a')] })).toBe(8);
  });
});
