import { type Instance, InstanceError, type LaunchAnswer, type LaunchOrder } from '@facefleet/aws';
import type { WorkerState } from '@facefleet/contracts';
import type { Leadership } from '../../lead/leadership';
import { Mutations, type ScalerMode } from '../mutations';
import { Ec2Fleet } from './ec2-fleet';
import type { Ec2FleetOptions } from './ec2-fleet-options';
import type { LaunchIntent } from './launch-intent';
import type { SpendRecord } from './spend-ledger';
import type { WorkerWord } from './worker-news';

export const START_MS = 1_900_000_800_000; // a full hour

export const options: Ec2FleetOptions = {
  tag: 'production',
  launchTemplateId: 'lt-1',
  launchTemplateVersion: 3,
  slots: 2,
  maxMachines: 10,
  offerings: [{ purchase: 'on-demand' }],
  warmPool: 0,
  bootstrapTimeoutMs: 300_000,
  drainLimitMs: 600_000,
  repeatAfterMs: 10_000,
  giveUpAfterMs: 300_000,
  listedWithinMs: 120_000,
  secondLookMs: 10_000,
  maxListAgeMs: 10_000,
};

export class TestClock {
  atMs = START_MS;
  nowMs = () => this.atMs;
}

type Answer<T> = T | Error | (() => T | Promise<T>);

/** Answers what it was told to, once each, and keeps what it was asked. The list stays until another one is set. */
export class ScriptedInstances {
  listing: Instance[] | Error | undefined;
  version: number | Error | undefined;
  readonly launches: LaunchOrder[] = [];
  readonly calls: string[] = [];
  launchAnswers: Answer<LaunchAnswer>[] = [];
  /** Of `start`, `stop`, `terminate` and `rehearse`, in this order of calls. */
  answers: Answer<'done'>[] = [];

  list = (tag: string) => answer(tag === 'production' ? this.listing : undefined, `list ${tag}`);
  launch = (order: LaunchOrder) => {
    this.launches.push(order);
    return answer(this.launchAnswers.shift(), 'launch');
  };
  rehearse = () => this.done('rehearse');
  start = (ids: string[]) => this.done(`start ${ids.join(' ')}`);
  stop = (ids: string[]) => this.done(`stop ${ids.join(' ')}`);
  terminate = (ids: string[]) => this.done(`terminate ${ids.join(' ')}`);
  templateVersion = () => answer(this.version, 'templateVersion');

  private async done(call: string): Promise<void> {
    this.calls.push(call);
    await answer(this.answers.shift(), call);
  }
}

async function answer<T>(told: Answer<T> | undefined, call: string): Promise<T> {
  await Promise.resolve();
  if (told === undefined) throw new Error(`ScriptedInstances was not told what to answer to ${call}`);
  if (told instanceof Error) throw told;
  return typeof told === 'function' ? (told as () => T | Promise<T>)() : told;
}

/** Outlives a scaler, as S3 does. */
export class KeptIntents {
  readonly byId = new Map<string, LaunchIntent>();
  failure: Error | undefined;
  writes = 0;

  all = () => this.do(() => [...this.byId.values()]);
  write = (intent: LaunchIntent) =>
    this.do(() => {
      this.writes += 1;
      this.byId.set(intent.id, structuredClone(intent));
    });
  remove = (ids: string[]) => this.do(() => ids.forEach((id) => this.byId.delete(id)));

  private async do<T>(work: () => T): Promise<T> {
    await Promise.resolve();
    if (this.failure) throw this.failure;
    return work();
  }
}

export class TestLeadership implements Leadership {
  current: number | undefined = 1;
  /** Set: after so many more questions it no longer may. */
  mayActLeft = Infinity;
  epoch = () => this.current;
  mayAct = () => this.current !== undefined && this.mayActLeft-- > 0;
  tend = () => Promise.resolve();
  resign = () => Promise.resolve();
}

/** Everything around an Ec2Fleet. Several fleets made from one are scalers that follow each other. */
export class Ec2Scene {
  readonly clock = new TestClock();
  readonly instances = new ScriptedInstances();
  readonly intents = new KeptIntents();
  readonly leadership = new TestLeadership();
  readonly asked: string[] = [];
  readonly words = new Map<string, WorkerWord>();
  flowingSinceMs: number | undefined = 0;
  spent: SpendRecord | undefined;

  fleet(change: Partial<Ec2FleetOptions> = {}, mode: ScalerMode = 'act', leadership = this.leadership) {
    const { instances, intents, clock } = this;
    const parts = {
      instances,
      intents,
      ledger: {
        load: () => Promise.resolve(this.spent),
        save: (record: SpendRecord) => Promise.resolve(void (this.spent = record)),
      },
      news: { of: (id: string) => this.words.get(id), flowingSinceMs: () => this.flowingSinceMs },
      events: {
        publish: (_: string, payload: object) =>
          void this.asked.push((payload as { workerId: string }).workerId),
      },
      leadership,
      mutations: new Mutations(mode, leadership, clock),
      clock,
    };
    return new Ec2Fleet(parts, { ...options, ...change });
  }

  hear(workerId: string, state: WorkerState, busySlots = 0): void {
    this.words.set(workerId, { state, busySlots, receivedAtMs: this.clock.atMs });
  }

  /** One tick: look, and then the fleet's own part of acting. */
  async tick(fleet: Ec2Fleet, listing: Instance[]): Promise<string[]> {
    const members = await this.look(fleet, listing);
    await fleet.finish();
    await fleet.upkeep();
    return members;
  }

  async look(fleet: Ec2Fleet, listing: Instance[]): Promise<string[]> {
    this.instances.listing = listing;
    return (await fleet.list()).map(({ workerId }) => workerId);
  }
}

export function machine(instanceId: string, change: Partial<Instance> = {}): Instance {
  return {
    instanceId,
    state: 'running',
    launchedAtMs: START_MS - 1_000,
    offering: { instanceType: 'c7i.large', subnetId: 'subnet-a', purchase: 'on-demand' },
    templateVersion: 3,
    ...change,
  };
}

export const noCapacity = (message = 'InsufficientInstanceCapacity: none') =>
  new InstanceError('insufficient-capacity', 'refused', message);
export const throttled = () => new InstanceError('throttled', 'refused', 'RequestLimitExceeded: slow down');
export const timeout = () => new InstanceError('other', 'unknown', 'TimeoutError: no answer');
