import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Autoscaler } from '../autoscaler';
import type { Observation } from '../observation';
import { EPOCH_MS } from './observed-workers';
import { randomStreams } from './random';
import { simulate } from './simulate';
import type { World } from './world';

const WORLD: World = {
  trace: { name: 'nothing', binS: 1, counts: [0] },
  seed: 1,
  sloS: 120,
  serviceTime: { meanS: 1.5, cv: 0 },
  boots: { cold: { p50S: 45, p90S: 45 }, stopped: { p50S: 10, p90S: 10 } },
  slots: 1,
  minWorkers: 0,
  maxWorkers: 20,
  minBillS: 60,
  warmPool: 0,
  launchFailureRate: 0,
  spotLossesPerHour: 0,
  visibilityTimeoutS: 30,
  countsAgeS: 0,
  countsError: 0,
};

/** A trace in bins of one step, so that every message arrives at a known time. */
function world(arrivals: Record<number, number>, lengthS: number, changes: Partial<World> = {}): World {
  const binS = 0.25;
  const counts = new Array<number>(lengthS / binS).fill(0);
  for (const [atS, count] of Object.entries(arrivals)) counts[Number(atS) / binS] = count;
  return { ...WORLD, trace: { name: 'made by hand', binS, counts }, ...changes };
}

interface Script extends Autoscaler<number> {
  seen: Observation[];
  /** What it saw at this time. */
  at(timeS: number): Observation;
}

type Act = (seen: Observation, tick: number) => { launch?: number; drain?: string[] };

/** Does as it is told, and keeps what it saw. */
function script(tickS: number, act: Act): Script {
  const seen: Observation[] = [];
  return {
    name: 'script',
    tickS,
    initialState: 0,
    seen,
    at: (timeS) => seen.find(({ nowMs }) => nowMs === EPOCH_MS + timeS * 1000)!,
    decide: (now, tick) => {
      seen.push(now);
      const { launch = 0, drain = [] } = act(now, tick);
      const current = now.workers.length;
      const decision = { desired: current, current, action: 'hold' as const, launch, drain, reasons: [] };
      return { decision, state: tick + 1 };
    },
  };
}

const fixed = (workers: number, tickS = 5) =>
  script(tickS, (seen) => ({ launch: workers - seen.workers.length }));

/** Launches so many at time 0, and drains the named ones at the times given. */
const planned = (launch: number, drains: Record<number, string[]> = {}, tickS = 1) =>
  script(tickS, (seen, tick) => ({
    launch: tick === 0 ? launch : 0,
    drain: drains[(seen.nowMs - EPOCH_MS) / 1000] ?? [],
  }));

describe('simulate: messages', () => {
  it('answers 200 messages at once on 4 workers when 50 rounds of them are over', () => {
    const outcome = simulate(world({ 0: 200 }, 10), fixed(4));
    expect(outcome).toMatchObject({
      trace: 'made by hand',
      policy: 'script',
      requests: 200,
      missed: 0,
      maxWaitS: 45 + 50 * 1.5,
      p50WaitS: 45 + 25 * 1.5,
      launches: 4,
      peakInstances: 4,
      billedInstanceS: 4 * 120,
    });
  });

  it('counts what is answered after the promised time as missed, not what is answered just then', () => {
    expect(simulate(world({ 0: 200 }, 10, { sloS: 118.5 }), fixed(4)).missed).toBe(4);
    expect(simulate(world({ 0: 200 }, 10, { sloS: 120 }), fixed(4)).missed).toBe(0);
  });

  it('lets messages wait for one worker in the order of their arrival', () => {
    // One message a second, each takes 1.5 s: the n-th waits half a second longer than the one before.
    const arrivals = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [60 + n, 1]));
    const outcome = simulate(world(arrivals, 80), fixed(1));
    expect(outcome).toMatchObject({ requests: 10, p50WaitS: 1.5 + 4 * 0.5, maxWaitS: 1.5 + 9 * 0.5 });
    expect(outcome.meanWaitS).toBeCloseTo(1.5 + 4.5 * 0.5);
  });

  it('works on as many messages at once as there are slots', () => {
    expect(simulate(world({ 60: 8 }, 80, { slots: 4 }), fixed(1)).maxWaitS).toBe(3);
  });

  it('counts what is never answered as missed, with the time it has waited until the run was given up', () => {
    const outcome = simulate(world({ 0: 3, 5: 1 }, 10), fixed(0));
    const endS = 10 + 120 + 20 * 60;
    expect(outcome).toMatchObject({
      requests: 4,
      missed: 4,
      p50WaitS: endS,
      maxWaitS: endS,
      billedInstanceS: 0,
    });
    expect(outcome.meanWaitS).toBeCloseTo(endS - 5 / 4);
  });

  it('waits as long as theory says: Poisson arrivals at one worker', () => {
    const perS = 0.8 / 1.5;
    for (const cv of [0, 1]) {
      const trace = { name: 'Poisson', binS: 60, counts: poissonCounts(perS * 60, 20_000) };
      const outcome = simulate({ ...WORLD, trace, serviceTime: { meanS: 1.5, cv } }, planned(1, {}, 3600));
      const pollaczekKhinchineS = (0.8 * (1 + cv * cv) * 1.5) / (2 * (1 - 0.8));
      expect(Math.abs(outcome.meanWaitS! - 1.5 - pollaczekKhinchineS) / pollaczekKhinchineS).toBeLessThan(
        0.04,
      );
    }
  });
});

describe('simulate: machines', () => {
  it('bills each start at least the minimum, and a longer one exactly', () => {
    const outcome = simulate(world({}, 300), planned(2, { 10: ['w-1'], 100: ['w-2'] }));
    expect(outcome.billedInstanceS).toBe(60 + 100);
  });

  it('bills what runs at the end until the end', () => {
    expect(simulate(world({}, 300), planned(2)).billedInstanceS).toBe(600);
  });

  it('ends a launching worker that is drained at once', () => {
    const scaler = planned(1, { 10: ['w-1'] });
    simulate(world({}, 60), scaler);
    expect(scaler.at(10).workers).toHaveLength(1);
    expect(scaler.at(11).workers).toEqual([]);
  });

  it('starts the stopped machines first, and keeps drained ones until there are as many again', () => {
    const scaler = planned(3, { 100: ['w-1'], 120: ['w-2', 'w-3'] });
    simulate(world({}, 130, { warmPool: 2 }), scaler);
    const launched = scaler.at(10);
    expect(launched.workers.map(({ startPath }) => startPath)).toEqual(['stopped', 'stopped', 'cold']);
    expect(launched.workers.map(({ heartbeat }) => heartbeat?.state)).toEqual(['ready', 'ready', undefined]);
    expect([0, 1, 101, 121].map((timeS) => scaler.at(timeS).stoppedMachines)).toEqual([2, 0, 1, 2]);
  });

  it('never has more machines than the maximum, whatever is asked for', () => {
    const outcome = simulate(
      world({ 0: 100 }, 300),
      script(1, () => ({ launch: 7 })),
    );
    expect(outcome).toMatchObject({ peakInstances: 20, launches: 20 });
  });

  it('lets a launch that fails be gone after the usual time of a launch, and bills it', () => {
    const scaler = planned(3);
    const outcome = simulate(world({}, 100, { launchFailureRate: 1 }), scaler);
    expect(scaler.at(45).workers).toEqual([]);
    expect(scaler.at(44).workers.map(({ heartbeat }) => heartbeat)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(outcome.billedInstanceS).toBe(3 * 60);
  });

  it('lets a draining worker finish what it holds, and take nothing new', () => {
    const scaler = planned(2, { 61: ['w-1', 'w-2'] });
    const slow = { serviceTime: { meanS: 10, cv: 0 } };
    const outcome = simulate(world({ 60: 3 }, 80, { ...slow, sloS: 60 }), scaler);
    const heartbeat = { state: 'draining', agoS: 0, busySlots: 1 };
    expect(scaler.at(69).workers).toMatchObject([
      { draining: true, heartbeat },
      { draining: true, heartbeat },
    ]);
    expect(scaler.at(70)).toMatchObject({ workers: [], queue: { visible: 1, inFlight: 0 } });
    expect(outcome).toMatchObject({ missed: 1, billedInstanceS: 140 });
  });

  it('takes a draining worker for idle while there are free slots', () => {
    const scaler = planned(2, { 61: ['w-1'] });
    simulate(world({ 60: 1 }, 80, { serviceTime: { meanS: 10, cv: 0 } }), scaler);
    expect(scaler.at(62).workers).toMatchObject([{ workerId: 'w-2', heartbeat: { busySlots: 1 } }]);
  });

  it('gives the messages of a lost machine back after the visibility timeout', () => {
    const scaler = fixed(1, 0.25);
    const losses = { spotLossesPerHour: 60, serviceTime: { meanS: 20, cv: 0 } };
    const outcome = simulate(world({ 50: 1 }, 60, { ...losses, seed: 3 }), scaler);
    const isWorking = ({ workers }: Observation) =>
      workers.some(({ heartbeat }) => heartbeat?.busySlots === 1);
    const startedAt = scaler.seen.findIndex(isWorking);
    const lostAt = scaler.seen.findIndex((seen, i) => i > startedAt && !isWorking(seen));
    expect(lostAt - startedAt, 'lost in the middle of its work, with this seed').toBeLessThan(20 / 0.25);
    const backAt = scaler.seen.findIndex((seen, i) => i > lostAt && seen.queue!.visible > 0);
    expect(backAt - lostAt).toBe(30 / 0.25);
    expect(scaler.seen[lostAt]).toMatchObject({ queue: { visible: 0, inFlight: 1 } });
    expect(scaler.seen[backAt]).toMatchObject({ oldestAgeS: (backAt - 200) * 0.25 });
    expect(outcome).toMatchObject({ requests: 1, missed: 0 });
    expect(outcome.maxWaitS).toBeGreaterThan(30 + 20);
  });
});

describe('simulate: what an autoscaler sees', () => {
  it('sees a message from the step after its arrival on', () => {
    const scaler = fixed(0, 1);
    simulate(world({ 2: 5, 4: 1 }, 10), scaler);
    const facts = [2, 3, 6].map((timeS) => {
      const { accepted, oldestAgeS, queue } = scaler.at(timeS);
      return { accepted, oldestAgeS, queue };
    });
    expect(facts).toEqual([
      { accepted: 0, oldestAgeS: undefined, queue: { visible: 0, inFlight: 0, delayed: 0 } },
      { accepted: 5, oldestAgeS: 1, queue: { visible: 5, inFlight: 0, delayed: 0 } },
      { accepted: 6, oldestAgeS: 4, queue: { visible: 6, inFlight: 0, delayed: 0 } },
    ]);
  });

  it('sees workers fill up in the order of their launch, and since when each is idle', () => {
    const scaler = fixed(2, 1);
    simulate(world({ 60: 2, 65: 1 }, 80), scaler);
    const busy = (timeS: number) => scaler.at(timeS).workers.map(({ heartbeat }) => heartbeat?.busySlots);
    expect([61, 66].map(busy)).toEqual([
      [1, 1],
      [1, 0],
    ]);
    const idle = { state: 'ready', agoS: 0, busySlots: 0 };
    const common = { slots: 1, startPath: 'cold', draining: false };
    expect(scaler.at(70).workers).toEqual([
      { workerId: 'w-1', ageS: 70, ...common, heartbeat: { ...idle, idleSinceMs: EPOCH_MS + 66_500 } },
      { workerId: 'w-2', ageS: 70, ...common, heartbeat: { ...idle, idleSinceMs: EPOCH_MS + 61_500 } },
    ]);
    expect(scaler.at(50).workers[1]?.heartbeat?.idleSinceMs).toBe(EPOCH_MS + 45_000);
    expect(scaler.at(44).workers[1]).toEqual({ workerId: 'w-2', ageS: 44, ...common });
  });

  it('sees old counts where counts are old', () => {
    const scaler = fixed(0, 2);
    simulate(world({ 5: 7 }, 30, { countsAgeS: 9 }), scaler);
    expect([12, 14, 16].map((timeS) => scaler.at(timeS).queue?.visible)).toEqual([0, 0, 7]);
  });

  it('sees inexact counts where counts are inexact, but nothing for nothing', () => {
    const scaler = fixed(0, 1);
    simulate(world({ 5: 1000 }, 300, { countsError: 0.1 }), scaler);
    const counts = scaler.seen.filter(({ accepted }) => accepted === 1000).map(({ queue }) => queue!.visible);
    expect(new Set(counts).size).toBeGreaterThan(100);
    expect(counts.reduce((sum, one) => sum + one, 0) / counts.length / 1000).toBeCloseTo(1, 1);
    expect(scaler.at(5).queue).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('is not disturbed by an autoscaler that changes what it was shown', () => {
    const busy = world({ 0: 300, 100: 40 }, 200, { serviceTime: { meanS: 1.5, cv: 1 } });
    const vandal = script(5, (seen, tick) => {
      for (const worker of seen.workers)
        Object.assign(worker, { slots: 0, workerId: '', heartbeat: undefined });
      seen.workers.length = 0;
      Object.assign(seen.boots!.cold!, { p50S: 0 });
      return { launch: tick === 0 ? 3 : 0 };
    });
    expect(simulate(busy, vandal)).toEqual(simulate(busy, planned(3, {}, 5)));
  });
});

describe('simulate: chance', () => {
  const chancy: World = {
    ...WORLD,
    trace: { name: 'minutes', binS: 60, counts: [10, 400, 0, 0, 3000, 5, 60, 60] },
    serviceTime: { meanS: 1.5, cv: 0.7 },
    boots: { cold: { p50S: 45, p90S: 90 }, stopped: { p50S: 10, p90S: 20 } },
    launchFailureRate: 0.2,
    spotLossesPerHour: 20,
    countsError: 0.1,
  };

  it('gives the same outcome for the same seed, and another for another', () => {
    const outcome = (seed: number) => simulate({ ...chancy, seed }, fixed(12));
    expect(outcome(7)).toEqual(outcome(7));
    expect(outcome(7)).not.toEqual(outcome(8));
  });

  it('lets all autoscalers meet the same arrivals, and the same boot at the n-th launch', () => {
    const one = fixed(5, 0.25);
    const another = script(0.25, (_, tick) => ({ launch: tick % 80 === 0 ? 1 : 0 }));
    const world = { ...chancy, spotLossesPerHour: 0 };
    simulate(world, one);
    simulate(world, another);
    const end = Math.min(one.seen.length, another.seen.length);
    const accepted = ({ seen }: Script) => seen.slice(0, end).map((now) => now.accepted);
    expect(accepted(one)).toEqual(accepted(another));
    const bootS = ({ seen }: Script, workerId: string) =>
      seen
        .flatMap(({ workers }) => workers)
        .find((worker) => worker.workerId === workerId && worker.heartbeat !== undefined)?.ageS;
    const boots = (scaler: Script) => ['w-1', 'w-2', 'w-3', 'w-4', 'w-5'].map((id) => bootS(scaler, id));
    expect(boots(one)).toEqual(boots(another));
    expect(new Set(boots(one)).size).toBeGreaterThan(2);
  });

  it('loses no message and no slot, whatever chance and the autoscaler do', () => {
    const arbitraryWorld = fc.record({
      trace: fc.record({
        name: fc.constant('any'),
        binS: fc.constantFrom(0.25, 1, 7, 60),
        counts: fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 8 }),
      }),
      seed: fc.nat(),
      serviceTime: fc.record({ meanS: fc.constantFrom(0.1, 1.5, 20), cv: fc.constantFrom(0, 0.5, 2) }),
      slots: fc.integer({ min: 1, max: 3 }),
      warmPool: fc.nat({ max: 3 }),
      launchFailureRate: fc.constantFrom(0, 0.3),
      spotLossesPerHour: fc.constantFrom(0, 60),
    });
    fc.assert(
      fc.property(arbitraryWorld, fc.infiniteStream(fc.nat({ max: 9 })), (changes, choices) => {
        const tried: World = { ...chancy, countsError: 0, ...changes };
        const scaler = script(5, ({ workers }) => {
          const choice = choices.next().value as number;
          const drain = workers.filter((_, i) => (i + choice) % 7 === 0).map(({ workerId }) => workerId);
          return { launch: choice < 3 ? choice : 0, drain: choice < 7 ? [] : drain };
        });
        const outcome = simulate(tried, scaler);
        expect(outcome.requests).toBe(tried.trace.counts.reduce((sum, count) => sum + count, 0));
        expect(outcome.missed).toBeLessThanOrEqual(outcome.requests);
        expect(outcome.peakInstances).toBeLessThanOrEqual(tried.maxWorkers);
        expect(outcome.billedInstanceS).toBeGreaterThanOrEqual(60 * outcome.launches);
        let answeredBefore = 0;
        for (const { accepted, queue, workers, oldestAgeS } of scaler.seen) {
          const backlog = queue!.visible + queue!.inFlight;
          const answered = accepted! - backlog;
          expect(answered).toBeGreaterThanOrEqual(answeredBefore);
          expect(oldestAgeS === undefined).toBe(backlog === 0);
          const heartbeats = workers.flatMap(({ heartbeat }) => heartbeat ?? []);
          const held = heartbeats.reduce((sum, { busySlots }) => sum + busySlots, 0);
          if (tried.spotLossesPerHour === 0) expect(held).toBe(queue!.inFlight);
          else expect(held).toBeLessThanOrEqual(queue!.inFlight);
          // A free slot and a waiting message do not exist at the same time.
          const working = heartbeats.filter(({ state }) => state === 'ready');
          if (working.some(({ busySlots }) => busySlots < tried.slots)) expect(queue!.visible).toBe(0);
          answeredBefore = answered;
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe('simulate: how it went', () => {
  it('compares ready workers with the demand, as shares of it and of the time', () => {
    // 4 messages a second, 1.5 s each: 6 workers in the first 100 s, none afterwards; 3 are there from 45 s on.
    const trace = { name: 'on, off', binS: 100, counts: [400, 0] };
    const outcome = simulate({ ...WORLD, trace, maxWorkers: 3 }, planned(3));
    expect(outcome.thetaUnder).toBeCloseTo((45 * 6 + 55 * 3) / 6 / 200);
    expect(outcome.thetaOver).toBeCloseTo((100 * 3) / 1 / 200);
    expect(outcome.tauUnder).toBeCloseTo(0.5);
    expect(outcome.tauOver).toBeCloseTo(0.5);
  });

  it('counts a change of direction once, however many machines it takes', () => {
    const acts: Record<number, ReturnType<Act>> = {
      0: { launch: 4 },
      1: { launch: 2 },
      60: { drain: ['w-1'] },
      61: { drain: ['w-2', 'nobody'] },
      62: { drain: ['nobody'] },
      70: { launch: 1 },
      71: { drain: ['w-3'] },
    };
    expect(
      simulate(
        world({}, 100),
        script(1, (_, tick) => acts[tick] ?? {}),
      ).directionChanges,
    ).toBe(3);
  });

  it('draws a picture of at most 2,000 points at equal distances', () => {
    const { series } = simulate(world({ 60: 50 }, 3600), fixed(2));
    expect(series.length).toBeLessThanOrEqual(2000);
    expect(series.length).toBeGreaterThan(1000);
    expect(new Set(series.slice(1).map(({ tS }, i) => tS - series[i]!.tS)).size).toBe(1);
    expect(series.find(({ tS }) => tS > 60)).toMatchObject({
      backlog: 48,
      ready: 2,
      instances: 2,
      demand: 8,
    });
  });
});

function poissonCounts(meanPerBin: number, bins: number): number[] {
  const { arrivals: uniform } = randomStreams(2026);
  const counts = new Array<number>(bins).fill(0);
  for (let at = 0; at < bins; at -= Math.log(uniform()) / meanPerBin) counts[Math.floor(at)]! += 1;
  return counts;
}
