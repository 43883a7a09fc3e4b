import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, INITIAL_STATE } from './decide';
import type { ScalingState } from './decision';
import type { Observation, ObservedWorker } from './observation';
import { phaseOf } from './phase';
import type { ScalingPolicy } from './policy';

const NOW_MS = 1_800_000_000_000;
const RUNS = { numRuns: 700 };

const policies: fc.Arbitrary<ScalingPolicy> = fc
  .record({
    minWorkers: fc.integer({ min: 0, max: 5 }),
    room: fc.integer({ min: 1, max: 20 }),
    slots: fc.integer({ min: 1, max: 4 }),
    deadlineS: fc.integer({ min: 1, max: 200 }),
    idleS: fc.integer({ min: 0, max: 120 }),
    emptyProofs: fc.integer({ min: 1, max: 5 }),
    silentAfterS: fc.integer({ min: 1, max: 30 }),
    serviceTimeMs: fc.integer({ min: 1, max: 10_000 }),
    bootS: fc.integer({ min: 0, max: 100 }),
    minBillS: fc.constantFrom(0, 60),
    lateCostS: fc.integer({ min: 0, max: 1000 }),
  })
  .map(({ room, ...policy }) => ({ ...policy, maxWorkers: policy.minWorkers + room }));

const workers: fc.Arbitrary<ObservedWorker[]> = fc.uniqueArray(
  fc.record(
    {
      workerId: fc.integer({ min: 0, max: 99 }).map((number) => `w${number}`),
      ageS: fc.integer({ min: 0, max: 400 }),
      slots: fc.integer({ min: 1, max: 4 }),
      startPath: fc.constantFrom('hot', 'stopped', 'cold'),
      draining: fc.boolean(),
      heartbeat: fc.record(
        {
          state: fc.constantFrom('starting', 'ready', 'ready', 'draining', 'drained'),
          agoS: fc.integer({ min: 0, max: 60 }),
          busySlots: fc.integer({ min: 0, max: 2 }),
          idleSinceMs: fc.integer({ min: 0, max: 200 }).map((agoS) => NOW_MS - agoS * 1000),
        },
        { requiredKeys: ['state', 'agoS', 'busySlots'] },
      ),
    },
    { requiredKeys: ['workerId', 'ageS', 'slots', 'draining'] },
  ),
  { selector: (worker) => worker.workerId, maxLength: 15 },
);

const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 5000 }));
const counts = fc.record({ visible: count, inFlight: count, delayed: count });
const bootTimes = fc
  .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
  .map(([p50S, moreS]) => ({ p50S, p90S: p50S + moreS }));

const observations: fc.Arbitrary<Observation> = fc.record(
  {
    nowMs: fc.constant(NOW_MS),
    queue: fc.option(counts, { nil: undefined }),
    accepted: count,
    oldestAgeS: fc.integer({ min: 0, max: 600 }),
    workers,
    heartbeatsFlow: fc.boolean(),
    serviceTimeMs: fc.integer({ min: 1, max: 10_000 }),
    bootS: fc.integer({ min: 0, max: 100 }),
    boots: fc.record({ hot: bootTimes, stopped: bootTimes, cold: bootTimes }, { requiredKeys: [] }),
    stoppedMachines: fc.integer({ min: 0, max: 5 }),
    launchObstacle: fc.constant('the last worker died'),
  },
  { requiredKeys: ['nowMs', 'queue', 'workers', 'heartbeatsFlow'] },
);

const streak = fc.oneof(
  fc.constant({ count: 0 }),
  fc.record({
    count: fc.integer({ min: 1, max: 50 }),
    sinceMs: fc.integer({ min: 0, max: 300 }).map((agoS) => NOW_MS - agoS * 1000),
  }),
);
const streaks = fc.record({ empty: streak, noneInFlight: streak, surplus: streak });

/** A look of the past, so long before the next one. */
interface Look {
  beforeS: number;
  visible: number;
  accepted?: number;
}
const looks: fc.Arbitrary<Look[]> = fc.array(
  fc.record(
    { beforeS: fc.integer({ min: 0, max: 40 }), visible: count, accepted: fc.nat(5000) },
    { requiredKeys: ['beforeS', 'visible'] },
  ),
  { maxLength: 12 },
);

/** What any look at the fleet can meet: a policy, a past, and a present. */
interface Question {
  seen: Observation;
  streaks: Omit<ScalingState, 'arrivals'>;
  past: Look[];
  policy: ScalingPolicy;
}
const anything: fc.Arbitrary<Question> = fc.record({
  seen: observations,
  streaks,
  past: looks,
  policy: policies,
});
const sighted = anything.filter(({ seen }) => seen.queue !== undefined);

function stateOf({ streaks, past, policy }: Question): ScalingState {
  let state: ScalingState = INITIAL_STATE;
  let nowMs = NOW_MS - past.reduce((sum, { beforeS }) => sum + beforeS * 1000, 0);
  for (const { beforeS, visible, accepted } of past) {
    const queue = { visible, inFlight: 0, delayed: 0 };
    ({ state } = decide({ nowMs, queue, accepted, workers: [], heartbeatsFlow: true }, state, policy));
    nowMs += beforeS * 1000;
  }
  return { ...state, ...streaks };
}

const answerTo = (question: Question) => decide(question.seen, stateOf(question), question.policy);
const decisionOn = (question: Question) => answerTo(question).decision;

function phasesIn({ seen, policy }: Question) {
  const hearing = { ...policy, heartbeatsFlow: seen.heartbeatsFlow, bootS: seen.bootS ?? policy.bootS };
  return new Map(seen.workers.map((worker) => [worker.workerId, phaseOf(worker, hearing)]));
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFrozen);
  return value;
}

const throughJson = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T;

/** Fails on all that JSON does not give back as it was: NaN, Infinity, functions, dates, classes. */
function expectPlain(value: unknown): void {
  expect(throughJson(value)).toEqual(value);
}

describe('decide, whatever was seen', { timeout: 60_000 }, () => {
  it('never wants more than the maximum or fewer than the minimum', () => {
    fc.assert(
      fc.property(sighted, (question) => {
        const { desired } = decisionOn(question);
        expect(desired).toBeLessThanOrEqual(question.policy.maxWorkers);
        expect(desired).toBeGreaterThanOrEqual(question.policy.minWorkers);
      }),
      RUNS,
    );
  });

  it('never launches beyond the maximum, counting every machine in the list', () => {
    fc.assert(
      fc.property(anything, (question) => {
        const { launch } = decisionOn(question);
        expect(Number.isInteger(launch)).toBe(true);
        if (launch > 0)
          expect(question.seen.workers.length + launch).toBeLessThanOrEqual(question.policy.maxWorkers);
      }),
      RUNS,
    );
  });

  it('never launches and drains at once, and says which of them it does', () => {
    fc.assert(
      fc.property(anything, (question) => {
        const { action, launch, drain } = decisionOn(question);
        expect([action, launch > 0, drain.length > 0]).toEqual([
          action,
          action === 'launch',
          action === 'drain',
        ]);
      }),
      RUNS,
    );
  });

  it('drains nobody twice, nobody that is draining, on its way, or says that it is busy', () => {
    fc.assert(
      fc.property(anything, (question) => {
        const { drain } = decisionOn(question);
        const phases = phasesIn(question);
        expect(new Set(drain).size).toBe(drain.length);
        for (const id of drain) {
          expect(['ready', 'silent']).toContain(phases.get(id));
          const worker = question.seen.workers.find(({ workerId }) => workerId === id)!;
          if (phases.get(id) === 'ready' && question.seen.heartbeatsFlow)
            expect(worker.heartbeat).toMatchObject({ state: 'ready', busySlots: 0 });
        }
      }),
      RUNS,
    );
  });

  it('drains somebody unheard only when nothing is in flight, and was not for long', () => {
    fc.assert(
      fc.property(sighted, (question) => {
        const { seen, streaks, policy } = question;
        const phases = phasesIn(question);
        for (const id of decisionOn(question).drain) {
          if (phases.get(id) === 'ready' && seen.heartbeatsFlow) continue;
          expect(seen.queue!.inFlight).toBe(0);
          const proof = seen.heartbeatsFlow ? streaks.noneInFlight : streaks.empty;
          expect(proof.count + 1).toBeGreaterThanOrEqual(policy.emptyProofs);
          expect(NOW_MS - (proof.sinceMs ?? NOW_MS)).toBeGreaterThanOrEqual(policy.idleS * 1000);
        }
      }),
      RUNS,
    );
  });

  it('counts nobody who is draining or silent: without them it would want as many', () => {
    fc.assert(
      fc.property(sighted, (question) => {
        const phases = phasesIn(question);
        const isCounted = ({ workerId }: ObservedWorker) => /ready|launching/.test(phases.get(workerId)!);
        const counted = question.seen.workers.filter(isCounted);
        const others = question.seen.workers.length - counted.length;
        const change = (workers: ObservedWorker[], maxWorkers: number): Question => ({
          ...question,
          seen: {
            ...question.seen,
            workers,
            queue: { ...question.seen.queue!, inFlight: 0 },
            accepted: undefined,
          },
          past: [],
          policy: { ...question.policy, maxWorkers },
        });
        fc.pre(counted.length <= question.policy.maxWorkers);
        const decision = decisionOn(change(question.seen.workers, question.policy.maxWorkers + others));
        expect(decision.current).toBe(counted.length);
        expect(decision.desired).toBe(decisionOn(change(counted, question.policy.maxWorkers)).desired);
      }),
      RUNS,
    );
  });

  it('never wants less when more have just arrived', () => {
    fc.assert(
      fc.property(sighted, fc.integer({ min: 0, max: 5000 }), (question, more) => {
        const { seen, policy } = question;
        const slowestS = Math.max(
          seen.bootS ?? policy.bootS,
          ...Object.values(seen.boots ?? {}).map((boot) => boot.p90S),
        );
        fc.pre(policy.deadlineS >= 2 * slowestS);
        // Not where more are older: what is late in any case is no reason to buy, and keeps others waiting.
        const justBefore = { beforeS: 0, visible: 0, accepted: 0 };
        const wanted = (visible: number, accepted: number) =>
          decisionOn({
            ...question,
            seen: { ...question.seen, accepted, queue: { ...question.seen.queue!, visible } },
            past: [...question.past, justBefore],
          }).desired;
        const { visible } = question.seen.queue!;
        expect(wanted(visible + more, more)).toBeGreaterThanOrEqual(wanted(visible, 0));
      }),
      RUNS,
    );
  });

  it('buys nobody where there is nothing to do, nobody to do it, and no season', () => {
    fc.assert(
      fc.property(anything, (question) => {
        const queue = { visible: 0, inFlight: 0, delayed: 0 };
        const asleep = { ...question, seen: { ...question.seen, queue, workers: [] } };
        const { launch, desired } = decisionOn({ ...asleep, policy: { ...question.policy, minWorkers: 0 } });
        expect([launch, desired]).toEqual([0, 0]);
      }),
      RUNS,
    );
  });

  it('never launches or drains without having seen the queue', () => {
    fc.assert(
      fc.property(anything, (question) => {
        const decision = decisionOn({ ...question, seen: { ...question.seen, queue: undefined } });
        expect(decision).toMatchObject({ action: 'freeze', launch: 0, drain: [] });
      }),
    );
  });

  it('launches at once when there is a backlog, nobody to count on, room, and nothing in the way', () => {
    fc.assert(
      fc.property(anything, counts, (question, queue) => {
        fc.pre(queue.visible + queue.inFlight + queue.delayed > 0);
        const alone = { ...question.seen, queue, workers: [], launchObstacle: undefined };
        expect(decisionOn({ ...question, seen: alone })).toMatchObject({ action: 'launch' });
      }),
      RUNS,
    );
  });

  it('launches nothing more after its launch has appeared in the list', () => {
    fc.assert(
      fc.property(sighted, (question) => {
        // Of what pays, one search can find a little more than another; and a minimum that nobody needs is launched for
        // its own sake, before it is looked at what lately arrived.
        const policy = { ...question.policy, lateCostS: 0, minWorkers: 0 };
        const seen = { ...question.seen, heartbeatsFlow: true };
        const first = answerTo({ ...question, seen, policy });
        fc.pre(first.decision.launch > 0);
        const launched = Array.from({ length: first.decision.launch }, (_, index) => ({
          workerId: `new-${index}`,
          ageS: 0,
          slots: policy.slots,
          draining: false,
        }));
        const again = { ...seen, workers: [...seen.workers, ...launched] };
        expect(decide(again, first.state, policy).decision.launch).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('changes nothing of what it is given, and gives the same answer to the same question', () => {
    fc.assert(
      fc.property(anything, (question) => {
        const given = { seen: question.seen, state: stateOf(question), policy: question.policy };
        const before = JSON.stringify(given);
        const answer = ({ seen, state, policy }: typeof given) => JSON.stringify(decide(seen, state, policy));
        const first = answer(deepFrozen(given));
        expect(JSON.stringify(given)).toBe(before);
        expect(answer(given) === first, 'the same answer again').toBe(true);
        expect(answer(throughJson(given)) === first, 'the same answer after a way through JSON').toBe(true);
      }),
      RUNS,
    );
  });

  it('answers with plain data: after a way through JSON the next decision is the same', () => {
    fc.assert(
      fc.property(anything, observations, fc.integer({ min: 0, max: 600 }), (question, seen, inS) => {
        const first = answerTo(question);
        expectPlain(first);
        const later = { ...seen, nowMs: NOW_MS + inS * 1000 };
        const next = decide(later, first.state, question.policy);
        const replayed = decide(later, throughJson(first.state), question.policy);
        expect(JSON.stringify(replayed) === JSON.stringify(next)).toBe(true);
      }),
      RUNS,
    );
  });

  it('always gives a reason, in sentences without a number that is none', () => {
    fc.assert(
      fc.property(anything, (question) => {
        const { reasons } = decisionOn(question);
        expect(reasons.length).toBeGreaterThan(0);
        for (const reason of reasons) {
          expect(reason).toMatch(/^\S.*\.$/);
          expect(reason).not.toMatch(/NaN|Infinity|undefined|null|e-|-\d/);
        }
      }),
      RUNS,
    );
  });
});
