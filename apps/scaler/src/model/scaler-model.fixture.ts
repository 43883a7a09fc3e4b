import { Metrics } from '@facefleet/telemetry';
import { FleetMetrics } from '../telemetry/fleet-metrics';
import { InstanceError, type Instances, type LaunchOrder, type ObjectStore } from '@facefleet/aws';
import type { EventPublisher, Leases } from '@facefleet/cache';
import { Events, type FleetPause, type FleetRecord, type WorkerHeartbeat } from '@facefleet/contracts';
import type { ScalingPolicy } from '@facefleet/scaling';
import { Ec2Fleet } from '../fleet/ec2/ec2-fleet';
import type { Ec2FleetOptions } from '../fleet/ec2/ec2-fleet-options';
import { StoredLaunchIntents } from '../fleet/ec2/stored-launch-intents';
import { Mutations } from '../fleet/mutations';
import { LeasedLeadership } from '../lead/leased-leadership';
import { AcceptedTally } from '../observe/accepted-tally';
import { EventChannel } from '../observe/event-channel';
import { HeardNews } from '../observe/heard-news';
import { HeartbeatBook } from '../observe/heartbeat-book';
import { Observer } from '../observe/observer';
import { OldestAges } from '../observe/oldest-ages';
import { DecisionLog } from '../reconcile/decision-log';
import { Reconciler } from '../reconcile/reconciler';
import type { Agenda } from './agenda.fixture';
import type { CrewModel } from './crew.fixture';
import type { Dice } from './dice.fixture';
import type { Ec2Model, Sender } from './ec2-model.fixture';
import type { LeaseModel } from './lease-model.fixture';
import type { Call, Fate } from './schedule.fixture';

export const LEASE = { name: 'scaler:model', ttlMs: 15_000, marginMs: 5_000 };
export const TICK_MS = 3_000;
const TEND_EVERY_MS = 1_000;
const EC2_TIMEOUT_MS = 20_000;
const OTHER_TIMEOUT_MS = 5_000;

const NEVER = new Promise<never>(() => undefined);

/** The calls that only the leader may make. */
const MUTATIONS: readonly Call[] = [
  'ec2.launch',
  'ec2.start',
  'ec2.stop',
  'ec2.terminate',
  's3.put',
  's3.delete',
];
/** Of these, what is not the end of something begun. */
const BEGINNINGS: readonly Call[] = ['ec2.launch', 'ec2.start'];

/** What a scaler has around it. */
export interface Surroundings {
  readonly agenda: Agenda;
  readonly dice: Dice;
  readonly lease: LeaseModel;
  readonly objects: Map<string, string>;
  readonly ec2: Ec2Model;
  readonly crew: CrewModel;
  readonly redisDownUntilMs: number;
  readonly pausedUntilMs: number;
  hasStrays: boolean;
  newIntentId(): string;
  /** What becomes of a call that is made now, and how long it takes. */
  fateOf(call: Call): { fate: Fate | undefined; ms: number };
  /** He changes something outside. */
  mutates(scaler: ScalerModel, what: string): void;
  begins(scaler: ScalerModel, what: string): void;
  asksToDrain(scaler: ScalerModel, workerId: string): void;
  decided(scaler: ScalerModel, record: object): void;
  died(scaler: ScalerModel): void;
}

/** One process: the real scaler, whose every word to the outside goes through the world. */
export class ScalerModel {
  isDead = false;
  frozenUntilMs = 0;
  cutOffUntilMs = 0;
  /** It was paused when it looked last. */
  isHeld = false;
  /** Whom it has asked to drain. */
  readonly asked = new Set<string>();
  private readonly seen: Sender['seen'] = new Map();
  private readonly waitingCalls = new Set<(error: Error) => void>();
  private readonly leadership: LeasedLeadership;
  private readonly book: HeartbeatBook;
  private readonly channel: EventChannel;
  private readonly tally: AcceptedTally;
  private readonly ages: OldestAges;
  private readonly reconciler: Reconciler;

  constructor(
    private readonly world: Surroundings,
    readonly name: string,
    options: Ec2FleetOptions,
    policy: ScalingPolicy,
  ) {
    const { agenda } = world;
    const clock = { nowMs: () => agenda.nowMs };
    const events = this.events();
    this.leadership = new LeasedLeadership(this.leases(), LEASE, clock, name);
    this.book = new HeartbeatBook(clock);
    this.channel = new EventChannel(clock, policy.silentAfterS * 1000);
    this.tally = new AcceptedTally(clock);
    this.ages = new OldestAges(clock);
    const { leadership, book, channel, tally, ages } = this;
    const fleet = new Ec2Fleet(
      {
        instances: this.instances(),
        intents: new StoredLaunchIntents(this.store(), 'intents/'),
        ledger: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
        news: new HeardNews(book, channel),
        events,
        leadership,
        mutations: new Mutations('act', leadership, clock),
        clock,
        newId: () => this.world.newIntentId(),
      },
      options,
    );
    const queue = { counts: () => this.call('queue.counts', () => world.crew.counts()) };
    this.reconciler = new Reconciler(
      new Observer(queue, fleet, book, channel, tally, ages, clock),
      fleet,
      new DecisionLog(),
      { add: (record) => this.recorded(record) },
      { isKnown: true, policy: () => policy, pause: () => this.pause() },
      events,
      new FleetMetrics(new Metrics({})),
      policy,
      { FACEFLEET_TICK_MS: TICK_MS, FACEFLEET_SCALER_MODE: 'act', FACEFLEET_FLEET: 'ec2' },
      clock,
      (ms) => new Promise((resolve) => this.later(ms, resolve)),
    );
  }

  start(): void {
    this.reconciler.onApplicationBootstrap();
    this.tend();
  }

  /** As on SIGTERM. */
  async stop(): Promise<void> {
    await this.reconciler.onModuleDestroy();
    await this.leadership.resign();
    this.die();
  }

  die(): void {
    if (this.isDead) return;
    this.isDead = true;
    for (const reject of this.waitingCalls) reject(new Error('the process has ended')); // no timer outlives it
    this.world.died(this);
  }

  get mayAct(): boolean {
    return !this.isDead && this.leadership.mayAct();
  }

  /** Whether events reach it. */
  get hears(): boolean {
    const { nowMs } = this.world.agenda;
    return (
      !this.isDead && nowMs >= Math.max(this.frozenUntilMs, this.cutOffUntilMs, this.world.redisDownUntilMs)
    );
  }

  hear(heartbeat: WorkerHeartbeat): void {
    this.channel.heard();
    this.book.record(heartbeat);
    this.ages.note(heartbeat.workerId, heartbeat.atMs, heartbeat.oldestInHandAtMs);
  }

  hearGateway(sinceMs: number, messages: number, oldestAwaitedAtMs: number | undefined): void {
    const { nowMs } = this.world.agenda;
    this.channel.heard();
    this.ages.note('gateway', nowMs, oldestAwaitedAtMs);
    this.tally.note('gateway', nowMs, { sinceMs, messages }, this.channel.flowingForMs);
  }

  private tend(): void {
    if (this.isDead) return;
    void this.leadership.tend();
    this.later(TEND_EVERY_MS, () => this.tend());
  }

  private pause(): FleetPause | undefined {
    this.isHeld = this.world.agenda.nowMs < this.world.pausedUntilMs;
    return this.isHeld
      ? { by: 'operator', since: new Date(0).toISOString(), until: null, reason: null }
      : undefined;
  }

  private recorded(record: FleetRecord): void {
    if (!this.isDead) this.world.decided(this, record);
  }

  /** When the process runs: not while it is frozen, and never again when it has ended. */
  private later(delayMs: number, work: () => void): void {
    const { agenda } = this.world;
    const go = () => {
      if (this.isDead) return;
      if (agenda.nowMs < this.frozenUntilMs) agenda.at(this.frozenUntilMs, go, true);
      else work();
    };
    agenda.in(delayMs, go, true);
  }

  /** A call to somebody outside: on its way, done, answered, and all that can become of it. */
  private call<T>(call: Call, effect: (sender: Sender) => T): Promise<T> {
    const { world } = this;
    const { agenda } = world;
    if (this.isDead) return NEVER;
    if (MUTATIONS.includes(call)) world.mutates(this, call);
    if (BEGINNINGS.includes(call)) world.begins(this, call);
    const timeoutMs = call.startsWith('ec2.') ? EC2_TIMEOUT_MS : OTHER_TIMEOUT_MS;
    const unreachable =
      call.startsWith('redis.') && agenda.nowMs < Math.max(this.cutOffUntilMs, world.redisDownUntilMs);
    const { fate, ms } = unreachable ? { fate: 'refused' as const, ms: 0 } : world.fateOf(call);
    if (fate === 'late' || fate === 'frozen') world.hasStrays = true;
    const wayMs = world.dice.between(5, 40);
    const sender: Sender = { name: this.name, seen: this.seen, sentAtMs: agenda.nowMs, excused: false };
    return new Promise<T>((resolve, reject) => {
      const fail = (error: Error) => {
        this.waitingCalls.delete(fail);
        reject(error);
      };
      if (call === 'queue.counts') this.waitingCalls.add(fail);
      const failure = (outcome: 'refused' | 'unknown', kind: 'other' | 'throttled' = 'other') =>
        call.startsWith('ec2.')
          ? new InstanceError(kind, outcome, `model: ${outcome}`)
          : new Error(`model: ${outcome}`);
      const failIn = (delayMs: number, outcome: 'refused' | 'unknown', kind?: 'other' | 'throttled') =>
        this.later(delayMs, () => fail(failure(outcome, kind)));
      const doIn = (delayMs: number, then?: (answer: T) => void) =>
        agenda.in(delayMs, () => {
          try {
            const answer = effect(sender);
            then?.(answer);
          } catch (error) {
            if (then) this.later(wayMs, () => fail(error as Error));
          }
        });
      const answerIn = (delayMs: number) => (answer: T) =>
        this.later(delayMs, () => {
          this.waitingCalls.delete(fail);
          resolve(answer);
        });
      switch (fate) {
        case undefined:
          return doIn(wayMs, answerIn(wayMs));
        case 'refused':
          return failIn(2 * wayMs, 'refused');
        case 'throttled':
          return failIn(2 * wayMs, 'refused', 'throttled');
        case 'lost':
          doIn(wayMs);
          return failIn(2 * wayMs, 'unknown');
        case 'gone':
          return failIn(Math.min(ms, timeoutMs), 'unknown');
        case 'late':
          doIn(Math.min(ms, timeoutMs));
          return failIn(Math.min(ms, timeoutMs) / 2, 'unknown');
        case 'slow':
          return doIn(wayMs, answerIn(Math.min(ms, timeoutMs)));
        case 'frozen':
          this.frozenUntilMs = Math.max(this.frozenUntilMs, agenda.nowMs + ms);
          sender.excused = ms + wayMs > LEASE.marginMs;
          return doIn(ms + wayMs, answerIn(wayMs));
        case 'crash-before':
          return this.die();
        case 'crash-after':
          doIn(wayMs);
          return this.die();
      }
    });
  }

  private instances(): Instances {
    const { ec2 } = this.world;
    return {
      list: (fleet: string) => this.call('ec2.list', (sender) => ec2.list(fleet, sender)),
      launch: (order: LaunchOrder) => this.call('ec2.launch', (sender) => ec2.launch(order, sender)),
      rehearse: () => Promise.resolve(),
      start: (ids: string[]) => this.call('ec2.start', (sender) => ec2.start(ids, sender)),
      stop: (ids: string[]) => this.call('ec2.stop', (sender) => ec2.end('stop', ids, sender)),
      terminate: (ids: string[]) => this.call('ec2.terminate', (sender) => ec2.end('terminate', ids, sender)),
      templateVersion: () => this.call('ec2.templateVersion', () => ec2.templateVersion),
    };
  }

  private store(): Pick<ObjectStore, 'get' | 'put' | 'list' | 'delete'> {
    const { objects } = this.world;
    return {
      list: (prefix: string) =>
        this.call('s3.list', () => [...objects.keys()].filter((key) => key.startsWith(prefix))),
      get: (key: string) =>
        this.call('s3.get', () => {
          const text = objects.get(key);
          return text === undefined ? undefined : Buffer.from(text);
        }),
      put: (key: string, body: string | Uint8Array) =>
        this.call('s3.put', () => void objects.set(key, String(body))),
      delete: (keys: string[]) => this.call('s3.delete', () => keys.forEach((key) => objects.delete(key))),
    };
  }

  private leases(): Leases {
    const { lease } = this.world;
    return {
      take: (_: string, holder: string, ttlMs: number) =>
        this.call('redis.take', () => lease.take(holder, ttlMs)),
      renew: (_: string, holder: string, ttlMs: number) =>
        this.call('redis.renew', () => lease.renew(holder, ttlMs)),
      release: (_: string, holder: string) => this.call('redis.renew', () => lease.release(holder)),
    };
  }

  private events(): EventPublisher {
    return {
      publish: (event: string, payload: object) => {
        if (!this.hears) return;
        if (event === Events.fleetStatus)
          this.channel.heard(); // it comes back
        else this.world.asksToDrain(this, (payload as { workerId: string }).workerId);
      },
    };
  }
}
