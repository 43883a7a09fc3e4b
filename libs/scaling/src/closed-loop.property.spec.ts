import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, INITIAL_STATE } from './decide';
import type { Observation, ObservedWorker } from './observation';
import type { ScalingPolicy } from './policy';

/** One worker of the simulated fleet; times in whole seconds of the simulation. */
interface SimulatedWorker {
  id: string;
  launchedAtS: number;
  readyAtS: number;
  draining: boolean;
  idleSinceS: number;
  /** When each message in its hands will be finished. */
  finishAtS: number[];
}

interface Trouble {
  /** The queue cannot be seen, or no heartbeat arrives, in these spans of time. */
  blind: [number, number][];
  deaf: [number, number][];
  /** At these times the oldest worker is killed; its messages become visible again after the visibility timeout. */
  killsAtS: number[];
}

const VISIBILITY_TIMEOUT_S = 20;
const START_MS = 1_800_000_000_000;

/** A queue, a fleet and a policy, second by second. */
class Simulation {
  visible = 0;
  readonly lost: number[] = [];
  workers: SimulatedWorker[] = [];
  finished = 0;
  launched = 0;
  mostAtOnce = 0;
  busyDrained = 0;
  private state = INITIAL_STATE;

  constructor(
    private readonly policy: ScalingPolicy,
    private readonly serviceTimeS: number,
    private readonly bootS: number,
    private readonly trouble: Trouble,
  ) {}

  step(nowS: number, arrivals: number): void {
    this.visible += arrivals;
    if (this.trouble.killsAtS.includes(nowS)) this.lost.push(...this.killOldest(nowS));
    this.visible += removeWhere(this.lost, (backAtS) => backAtS <= nowS);
    for (const worker of this.workers) this.work(worker, nowS);
    this.workers = this.workers.filter((worker) => !worker.draining || worker.finishAtS.length > 0);
    this.control(nowS);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.workers.length);
  }

  get backlog(): number {
    return this.visible + this.inFlight;
  }

  private get inFlight(): number {
    return this.lost.length + this.workers.reduce((total, worker) => total + worker.finishAtS.length, 0);
  }

  private work(worker: SimulatedWorker, nowS: number): void {
    const done = removeWhere(worker.finishAtS, (atS) => atS <= nowS);
    this.finished += done;
    const free = worker.draining || nowS < worker.readyAtS ? 0 : this.policy.slots - worker.finishAtS.length;
    const taken = Math.min(free, this.visible);
    this.visible -= taken;
    for (let one = 0; one < taken; one++) worker.finishAtS.push(nowS + this.serviceTimeS);
    if (done + taken > 0) worker.idleSinceS = nowS;
  }

  private control(nowS: number): void {
    const { decision, state } = decide(this.observe(nowS), this.state, this.policy);
    this.state = state;
    for (const id of decision.drain) {
      const worker = this.workers.find((one) => one.id === id)!;
      if (worker.finishAtS.length > 0) this.busyDrained += 1;
      worker.draining = true;
    }
    for (let one = 0; one < decision.launch; one++) {
      const readyAtS = nowS + this.bootS;
      const id = `w${this.launched++}`;
      this.workers.push({
        id,
        launchedAtS: nowS,
        readyAtS,
        draining: false,
        idleSinceS: readyAtS,
        finishAtS: [],
      });
    }
  }

  private observe(nowS: number): Observation {
    const during = (spans: [number, number][]) => spans.some(([from, to]) => nowS >= from && nowS < to);
    const heartbeatsFlow = !during(this.trouble.deaf);
    return {
      nowMs: START_MS + nowS * 1000,
      queue: during(this.trouble.blind)
        ? undefined
        : { visible: this.visible, inFlight: this.inFlight, delayed: 0 },
      workers: this.workers.map((worker) => this.seen(worker, nowS, heartbeatsFlow)),
      heartbeatsFlow,
    };
  }

  private seen(worker: SimulatedWorker, nowS: number, heard: boolean): ObservedWorker {
    const { id: workerId, draining, launchedAtS } = worker;
    const known = { workerId, draining, ageS: nowS - launchedAtS, slots: this.policy.slots };
    if (!heard || nowS < worker.readyAtS) return known;
    const busySlots = worker.finishAtS.length;
    const idleSinceMs = busySlots === 0 ? START_MS + worker.idleSinceS * 1000 : undefined;
    return { ...known, heartbeat: { state: 'ready', agoS: 0, busySlots, idleSinceMs } };
  }

  private killOldest(nowS: number): number[] {
    const victim = this.workers.shift();
    return victim ? victim.finishAtS.map(() => nowS + VISIBILITY_TIMEOUT_S) : [];
  }
}

function removeWhere<T>(from: T[], applies: (one: T) => boolean): number {
  const staying = from.filter((one) => !applies(one));
  return from.splice(0, from.length, ...staying).length - staying.length;
}

const span = fc
  .tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 120 }))
  .map(([from, length]): [number, number] => [from, from + length]);

const scenarios = fc.record({
  arrivals: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 60 })), {
    minLength: 1,
    maxLength: 200,
  }),
  minWorkers: fc.integer({ min: 0, max: 2 }),
  maxWorkers: fc.integer({ min: 2, max: 20 }),
  slots: fc.integer({ min: 1, max: 3 }),
  serviceTimeS: fc.integer({ min: 1, max: 3 }),
  bootS: fc.integer({ min: 0, max: 60 }),
  trouble: fc.record({
    blind: fc.array(span, { maxLength: 2 }),
    deaf: fc.array(span, { maxLength: 2 }),
    killsAtS: fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 4 }),
  }),
});

describe('decide in a closed loop with a queue and a fleet', { timeout: 60_000 }, () => {
  it('finishes every message, returns to the minimum, and never exceeds the maximum or drains a busy worker', () => {
    fc.assert(
      fc.property(scenarios, ({ arrivals, serviceTimeS, bootS, trouble, ...limits }) => {
        const policy = {
          ...limits,
          deadlineS: 60,
          idleS: 20,
          emptyProofs: 3,
          silentAfterS: 10,
          serviceTimeMs: serviceTimeS * 1000,
          bootS: 30, // what the policy believes; the simulated boot is another
        };
        const simulation = new Simulation(policy, serviceTimeS, bootS, trouble);
        const messages = arrivals.reduce((total, one) => total + one, 0);
        const troubleEndsS = 420;
        const longestDrainS = Math.ceil((messages * serviceTimeS) / policy.slots);
        const endS = Math.max(arrivals.length, troubleEndsS) + longestDrainS + 300;
        for (let nowS = 0; nowS < endS; nowS++) simulation.step(nowS, arrivals[nowS] ?? 0);

        expect(simulation.finished).toBe(messages);
        expect(simulation.backlog).toBe(0);
        expect(simulation.workers).toHaveLength(policy.minWorkers);
        expect(simulation.mostAtOnce).toBeLessThanOrEqual(policy.maxWorkers);
        expect(simulation.busyDrained).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('serves 200 messages at once from zero within the deadline, with no worker more than it takes', () => {
    const policy = {
      minWorkers: 0,
      maxWorkers: 20,
      slots: 2,
      deadlineS: 120,
      idleS: 60,
      emptyProofs: 3,
      silentAfterS: 10,
      serviceTimeMs: 2000,
      bootS: 45,
    };
    const simulation = new Simulation(policy, 2, 45, { blind: [], deaf: [], killsAtS: [] });
    let lastFinishedAtS = 0;
    for (let nowS = 0; nowS < 300; nowS++) {
      simulation.step(nowS, nowS === 0 ? 200 : 0);
      if (simulation.finished < 200) lastFinishedAtS = nowS + 1;
    }
    // 75 s remain after the boot, in which a slot finishes 37 messages: 2 workers finish 148, 3 finish 222.
    expect(simulation.launched).toBe(3);
    expect(lastFinishedAtS).toBeLessThanOrEqual(120);
    expect(simulation.workers).toHaveLength(0);
  });
});
