import type { Instance, Instances } from '@facefleet/aws';
import type { EventPublisher } from '@facefleet/cache';
import { type Clock, uuidv7 } from '@facefleet/platform';
import { Logger } from '@nestjs/common';
import type { Leadership } from '../../lead/leadership';
import { Fleet, type FleetMember } from '../fleet';
import { LaunchBreaker } from '../launch-breaker';
import type { Mutations } from '../mutations';
import { BootWatch } from './boot-watch';
import type { Ec2FleetOptions } from './ec2-fleet-options';
import { Endings } from './endings';
import { IntentBook } from './intent-book';
import { Joiner } from './joiner';
import type { LaunchIntent } from './launch-intent';
import type { LaunchIntents } from './launch-intents';
import { Launcher } from './launcher';
import { isUp, Machines } from './machines';
import { OfferingBackoff } from './offering-backoff';
import { Renewal } from './renewal';
import { RequestBudgets } from './request-budgets';
import type { SpendLedger } from './spend-ledger';
import { SpendMeter } from './spend-meter';
import { Starter } from './starter';
import { TemplateVersion } from './template-version';
import type { WorkerNews } from './worker-news';

export interface Ec2FleetParts {
  instances: Instances;
  intents: LaunchIntents;
  ledger: SpendLedger;
  news: WorkerNews;
  events: EventPublisher;
  leadership: Leadership;
  mutations: Mutations;
  clock: Clock;
  /** Of an intent. */
  newId?: () => string;
}

/**
 * Workers as EC2 instances, one each; the id of the worker is that of its instance.
 *
 * What is ours is what carries our tag: a scaler that starts takes over the machines that the last one left, which
 * work on meanwhile. What EC2 does not show yet is in the launch intents, which are written before EC2 is asked, and
 * counts as there. Everything else in memory can be lost: it is who was asked to drain, which the workers say, too.
 */
export class Ec2Fleet extends Fleet {
  private readonly logger = new Logger(Ec2Fleet.name);
  private readonly machines = new Machines();
  private readonly book: IntentBook;
  private readonly budgets: RequestBudgets;
  private readonly offers: OfferingBackoff;
  private readonly template: TemplateVersion;
  private readonly spend: SpendMeter;
  /** EC2 did not take a launch. */
  private readonly calls: LaunchBreaker;
  /** It took it, and no worker came of it. */
  private readonly bootBreaker: LaunchBreaker;
  private readonly boots: BootWatch;
  private readonly launcher: Launcher;
  private readonly starter: Starter;
  private readonly endings: Endings;
  private readonly joiner: Joiner;
  private readonly renewal: Renewal;
  private readonly newId: () => string;
  private rehearsedAtMs = -Infinity;

  constructor(
    private readonly parts: Ec2FleetParts,
    private readonly options: Ec2FleetOptions,
  ) {
    super();
    const { instances, mutations, clock, news, events } = parts;
    this.newId = parts.newId ?? uuidv7;
    this.book = new IntentBook(parts.intents, clock, options);
    this.budgets = new RequestBudgets(clock);
    this.offers = new OfferingBackoff(clock, options.offerings);
    this.template = new TemplateVersion(instances, clock, options);
    this.spend = new SpendMeter(parts.ledger, clock, options.spendCap);
    this.calls = new LaunchBreaker(clock);
    this.bootBreaker = new LaunchBreaker(clock);
    this.boots = new BootWatch(news, this.bootBreaker, clock, options);
    const { machines, book, budgets, boots } = this;
    this.launcher = new Launcher(
      instances,
      book,
      this.offers,
      budgets,
      this.calls,
      boots,
      mutations,
      options,
      clock,
    );
    this.starter = new Starter(
      instances,
      book,
      machines,
      this.template,
      budgets,
      boots,
      mutations,
      options,
      clock,
    );
    this.endings = new Endings(instances, machines, events, boots, budgets, mutations, options, clock);
    this.joiner = new Joiner(book, machines, boots, this.endings, options, clock);
    this.renewal = new Renewal(
      {
        candidates: () => this.candidates(),
        isDue: (machine) => this.reasonToReplace(machine),
        room: () => this.room(),
        launch: () => this.launch(1),
        drain: (instanceId) => this.endings.ask(instanceId, 'it is replaced'),
        isGone: (instanceId) => !machines.occupied().some((one) => one.instanceId === instanceId),
      },
      boots,
      clock,
      options.bootstrapTimeoutMs,
    );
  }

  async list(): Promise<FleetMember[]> {
    const { instances, leadership, clock } = this.parts;
    const epoch = leadership.epoch();
    // The intents first: a machine whose intent was settled before is in every list that begins afterwards.
    if (epoch !== undefined) await Promise.all([this.book.load(epoch), this.spend.load(epoch)]);
    if (!this.budgets.list.take()) throw new Error(this.budgets.list.obstacle() ?? 'EC2 is asked too often');
    const askedAtMs = clock.nowMs();
    const [listing] = await Promise.all([
      this.budgets.list.spend(() => instances.list(this.options.tag)),
      this.template.look(),
    ]);
    this.joiner.join(listing, askedAtMs);
    this.spend.count(this.machines.occupied());
    const members = this.members();
    this.endings.keepOnly(new Set(members.map(({ workerId }) => workerId)));
    return members;
  }

  async launch(count: number): Promise<string[]> {
    const { leadership, mutations, clock } = this.parts;
    const epoch = leadership.epoch();
    const templateVersion = this.template.current;
    if (epoch === undefined || templateVersion === undefined) return [];
    if (!this.book.isLoaded(epoch) || this.isBlind()) return [];
    const allowed = this.allowance(count);
    if (allowed <= 0) return [];
    const nowMs = clock.nowMs();
    const intentFor = (instanceId?: string): LaunchIntent => ({
      v: 1,
      id: this.newId(),
      createdAtMs: nowMs,
      epoch,
      path: instanceId === undefined ? 'cold' : 'stopped',
      instanceId,
      templateVersion,
      attempt: 0,
      offerings: [],
      askedAtMs: nowMs,
    });
    const ready = this.starter.ready().slice(0, allowed);
    if (!mutations.permitted('launch', { machines: allowed, ofThemStopped: ready.length })) {
      await this.rehearse(intentFor());
      return [];
    }
    // All places are taken before anything is waited for: nobody else takes them meanwhile.
    const starts = ready.map(intentFor);
    for (const intent of starts) this.book.note(intent);
    const purchases: LaunchIntent[] = [];
    while (purchases.length < allowed - starts.length && this.budgets.launch.take()) {
      const intent = intentFor();
      this.book.note(intent);
      purchases.push(intent);
    }
    const [started, ...bought] = await Promise.all([
      this.starter.start(starts),
      ...purchases.map((intent) => this.launcher.buy(intent)),
    ]);
    return [...started, ...bought.flatMap((instanceId) => instanceId ?? [])];
  }

  drain(workerId: string): Promise<void> {
    if (this.members().some((member) => member.workerId === workerId))
      this.endings.ask(workerId, 'it is not needed');
    return Promise.resolve();
  }

  async finish(): Promise<void> {
    const { mutations, leadership } = this.parts;
    if (!this.book.isLoaded(leadership.epoch())) return;
    if (this.isBlind()) this.logger.warn('the list of the fleet is too old to end anything by it');
    else await this.endings.press((machine) => this.mayBeKept(machine));
    await this.sweep();
    if (
      mutations.mode === 'act' &&
      this.spend.isDue() &&
      mutations.permitted('write down what was spent', {})
    )
      await this.spend.save();
  }

  async upkeep(): Promise<void> {
    if (!this.book.isLoaded(this.parts.leadership.epoch()) || this.isBlind()) return;
    await this.launcher.settleDoubts(this.room() >= 0);
    await this.starter.settleDoubts();
    if (this.spend.isSpent) {
      for (const { instanceId } of this.candidates())
        this.endings.ask(instanceId, 'the spend cap is reached');
    }
    await this.endDeadStarts();
    await this.renewal.look();
    const starting = new Set(this.book.all().map(({ instanceId }) => instanceId));
    const idle = this.machines.stopped().filter(({ instanceId }) => !starting.has(instanceId));
    await this.endings.trimPool(idle, ({ templateVersion }) => this.template.isOutdated(templateVersion));
    await this.book.audit();
    await this.sweep();
  }

  private async sweep(): Promise<void> {
    if (this.book.hasLeftovers() && this.parts.mutations.permitted('remove settled intents', {}))
      await this.book.sweep();
  }

  launchObstacle(): string | undefined {
    return (
      this.parts.mutations.obstacle() ??
      this.template.obstacle() ??
      this.calls.obstacle() ??
      this.bootBreaker.obstacle(this.onTheirWay()) ??
      this.spend.obstacle(this.options.offerings) ??
      (this.starter.ready().length > 0
        ? undefined
        : (this.budgets.launch.obstacle() ?? this.offers.obstacle()))
    );
  }

  launchTrial(): string | undefined {
    return this.calls.trial() ?? this.bootBreaker.trial();
  }

  failedLaunches(): number {
    return this.calls.total + this.bootBreaker.total + this.starter.failed + this.launcher.refused;
  }

  stoppedMachines(): number {
    return this.starter.ready().length;
  }

  machineSToday(): number {
    return this.spend.todayS;
  }

  standsBy(): boolean {
    return this.parts.leadership.epoch() === undefined;
  }

  private members(): FleetMember[] {
    const occupied = this.machines.occupied();
    const ids = new Set(occupied.map(({ instanceId }) => instanceId));
    const { slots } = this.options;
    const unlisted = this.book
      .all()
      .filter(({ instanceId }) => instanceId === undefined || !ids.has(instanceId));
    return [
      ...occupied.map((machine) => {
        const { instanceId: workerId } = machine;
        const { atMs: launchedAtMs, path: startPath } = this.boots.startOf(machine);
        const draining = !isUp(machine) || this.endings.isDraining(workerId);
        return { workerId, launchedAtMs, slots, startPath, draining };
      }),
      ...unlisted.map(({ id, instanceId = id, createdAtMs: launchedAtMs, path: startPath }) => {
        const draining = this.endings.isDraining(instanceId);
        return { workerId: instanceId, launchedAtMs, slots, startPath, draining };
      }),
    ];
  }

  /** The last line of defence: whatever was decided, there are never more. */
  private room(): number {
    return this.options.maxMachines - this.members().length;
  }

  /** Machines, and intents of them, whose worker was not ready yet. */
  private onTheirWay(): number {
    return this.members().filter(
      ({ workerId, launchedAtMs, draining }) => !draining && this.boots.isOnItsWay(workerId, launchedAtMs),
    ).length;
  }

  private allowance(count: number): number {
    const { offerings } = this.options;
    const allowed = Math.min(
      count,
      this.room(),
      this.calls.allowance(count),
      this.bootBreaker.allowance(count, this.onTheirWay()),
    );
    return this.spend.allowance(allowed, offerings);
  }

  private candidates(): Instance[] {
    return this.machines
      .occupied()
      .filter((machine) => isUp(machine) && !this.endings.isDraining(machine.instanceId));
  }

  private reasonToReplace({ templateVersion, launchedAtMs }: Instance): string | undefined {
    const { maxLifetimeMs = Infinity } = this.options;
    if (this.template.isOutdated(templateVersion)) {
      return `it is of version ${templateVersion} of the launch template, which is at ${this.template.current}`;
    }
    const ageMs = this.parts.clock.nowMs() - launchedAtMs;
    return ageMs > maxLifetimeMs ? `it has run for ${(ageMs / 1000).toFixed(0)} s` : undefined;
  }

  /** A spot instance cannot be stopped and started again. */
  private mayBeKept(machine: Instance): boolean {
    const { offering, state } = machine;
    return (
      offering.purchase === 'on-demand' && state === 'running' && this.reasonToReplace(machine) === undefined
    );
  }

  private async endDeadStarts(): Promise<void> {
    const dead = this.boots.neverRegistered(this.machines.occupied().filter(isUp));
    for (const machine of dead) this.boots.giveUp(machine);
    await this.endings.terminate(dead, 'its worker was never heard');
  }

  private async rehearse(intent: LaunchIntent): Promise<void> {
    const { mutations, clock } = this.parts;
    if (mutations.mode !== 'dry-run' || clock.nowMs() - this.rehearsedAtMs < REHEARSE_EVERY_MS) return;
    this.rehearsedAtMs = clock.nowMs();
    await this.launcher.rehearse(intent);
  }

  private isBlind(): boolean {
    return this.machines.ageMs(this.parts.clock.nowMs()) > this.options.maxListAgeMs;
  }
}

const REHEARSE_EVERY_MS = 60_000;
