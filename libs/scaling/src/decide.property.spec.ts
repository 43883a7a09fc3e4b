import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './decide';
import type { ScalingState } from './decision';
import type { Observation, ObservedWorker } from './observation';
import { phaseOf } from './phase';
import type { ScalingPolicy } from './policy';

const NOW_MS = 1_800_000_000_000;
const RUNS = { numRuns: 1000 };

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
  })
  .map(({ room, ...policy }) => ({ ...policy, maxWorkers: policy.minWorkers + room }));

const workers: fc.Arbitrary<ObservedWorker[]> = fc.uniqueArray(
  fc.record({
    workerId: fc.integer({ min: 0, max: 99 }).map((number) => `w${number}`),
    ageS: fc.integer({ min: 0, max: 400 }),
    slots: fc.integer({ min: 1, max: 4 }),
    draining: fc.boolean(),
    heartbeat: fc.option(
      fc.record(
        {
          state: fc.constantFrom('starting', 'ready', 'ready', 'draining', 'drained'),
          agoS: fc.integer({ min: 0, max: 60 }),
          busySlots: fc.integer({ min: 0, max: 2 }),
          idleSinceMs: fc.integer({ min: 0, max: 200 }).map((agoS) => NOW_MS - agoS * 1000),
        },
        { requiredKeys: ['state', 'agoS', 'busySlots'] },
      ),
      { nil: undefined },
    ),
  }),
  { selector: (worker) => worker.workerId, maxLength: 15 },
);

const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 5000 }));
const counts = fc.record({ visible: count, inFlight: count, delayed: count });

const observations: fc.Arbitrary<Observation> = fc.record(
  {
    nowMs: fc.constant(NOW_MS),
    queue: fc.option(counts, { nil: undefined }),
    workers,
    heartbeatsFlow: fc.boolean(),
    serviceTimeMs: fc.integer({ min: 1, max: 10_000 }),
    bootS: fc.integer({ min: 0, max: 100 }),
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
const states: fc.Arbitrary<ScalingState> = fc.record({ empty: streak, noneInFlight: streak });

const anything = [observations, states, policies] as const;

describe('decide, whatever was seen', { timeout: 60_000 }, () => {
  it('never wants more than the maximum or fewer than the minimum', () => {
    fc.assert(
      fc.property(...anything, (seen, state, policy) => {
        fc.pre(seen.queue !== undefined);
        const { decision } = decide(seen, state, policy);
        expect(decision.desired).toBeLessThanOrEqual(policy.maxWorkers);
        expect(decision.desired).toBeGreaterThanOrEqual(policy.minWorkers);
      }),
      RUNS,
    );
  });

  it('never launches beyond the maximum, counting every machine in the list', () => {
    fc.assert(
      fc.property(...anything, (seen, state, policy) => {
        const { launch } = decide(seen, state, policy).decision;
        if (launch > 0) expect(seen.workers.length + launch).toBeLessThanOrEqual(policy.maxWorkers);
      }),
      RUNS,
    );
  });

  it('never wants less for a longer backlog', () => {
    fc.assert(
      fc.property(...anything, counts, (seen, state, policy, more) => {
        fc.pre(seen.queue !== undefined);
        const queue = {
          visible: seen.queue.visible + more.visible,
          inFlight: seen.queue.inFlight + more.inFlight,
          delayed: seen.queue.delayed + more.delayed,
        };
        const desired = decide(seen, state, policy).decision.desired;
        expect(decide({ ...seen, queue }, state, policy).decision.desired).toBeGreaterThanOrEqual(desired);
      }),
      RUNS,
    );
  });

  it('never drains a worker that says it is busy, that still starts, or that may hold a message unheard', () => {
    fc.assert(
      fc.property(...anything, (seen, state, policy) => {
        const { drain } = decide(seen, state, policy).decision;
        const hearing = { ...policy, heartbeatsFlow: seen.heartbeatsFlow, bootS: seen.bootS ?? policy.bootS };
        for (const worker of seen.workers.filter((one) => drain.includes(one.workerId))) {
          const phase = phaseOf(worker, hearing);
          if (seen.queue!.inFlight === 0) continue; // nobody holds anything
          expect(seen.heartbeatsFlow).toBe(true);
          expect(phase).toBe('ready');
          expect(worker.heartbeat).toMatchObject({ state: 'ready', busySlots: 0 });
        }
        // With a channel that works, a report of work protects even when the counts say that nothing is in flight.
        if (!seen.heartbeatsFlow) return;
        for (const worker of seen.workers.filter((one) => drain.includes(one.workerId))) {
          if (phaseOf(worker, hearing) === 'ready') expect(worker.heartbeat?.busySlots).toBe(0);
          else expect(phaseOf(worker, hearing)).toBe('silent');
        }
      }),
      RUNS,
    );
  });

  it('never launches or drains without having seen the queue', () => {
    fc.assert(
      fc.property(...anything, (seen, state, policy) => {
        const { decision } = decide({ ...seen, queue: undefined }, state, policy);
        expect(decision).toMatchObject({ action: 'freeze', launch: 0, drain: [] });
      }),
    );
  });

  it('launches at once when there is a backlog, nobody to count on, room, and nothing in the way', () => {
    fc.assert(
      fc.property(counts, states, policies, (queue, state, policy) => {
        fc.pre(queue.visible + queue.inFlight + queue.delayed > 0);
        const seen = { nowMs: NOW_MS, queue, workers: [], heartbeatsFlow: false };
        expect(decide(seen, state, policy).decision).toMatchObject({ action: 'launch' });
      }),
    );
  });

  it('launches nothing more after its launch has appeared in the list', () => {
    fc.assert(
      fc.property(...anything, (seen, state, policy) => {
        fc.pre(seen.queue !== undefined);
        const first = decide(seen, state, policy);
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
      { numRuns: 200 },
    );
  });

  it('gives the same answer to the same question, and the question survives JSON', () => {
    fc.assert(
      fc.property(...anything, (seen, state, policy) => {
        const replayed = JSON.parse(JSON.stringify([seen, state, policy])) as [
          Observation,
          ScalingState,
          ScalingPolicy,
        ];
        expect(JSON.stringify(decide(...replayed))).toBe(JSON.stringify(decide(seen, state, policy)));
      }),
    );
  });

  it('always gives a reason', () => {
    fc.assert(
      fc.property(...anything, (seen, state, policy) => {
        const { reasons } = decide(seen, state, policy).decision;
        expect(reasons.length).toBeGreaterThan(0);
        for (const reason of reasons) expect(reason).toMatch(/^\S.*\.$/);
      }),
    );
  });
});
