import type { Offering } from '@facefleet/aws';
import { offeringName } from '@facefleet/aws';
import type { WorkerHeartbeat } from '@facefleet/contracts';
import {
  decide,
  type Observation,
  type ScalingDecision,
  type ScalingPolicy,
  type ScalingState,
} from '@facefleet/scaling';
import { Agenda } from './agenda.fixture';
import { CrewModel, SERVICE_MS } from './crew.fixture';
import { Dice } from './dice.fixture';
import { Ec2Model, isOccupied, type MachineModel, type Sender, TAG } from './ec2-model.fixture';
import { LeaseModel } from './lease-model.fixture';
import { LEASE, ScalerModel, type Surroundings } from './scaler-model.fixture';
import type { Call, Command, Fate, Schedule } from './schedule.fixture';

const START_MS = 1_900_000_800_000; // a full hour
const SECOND_MS = 1_000;
/** Shorter than in production, and in the same order: a schedule is to be over soon. */
const LIMITS = {
  bootstrapTimeoutMs: 60 * SECOND_MS,
  drainLimitMs: 60 * SECOND_MS,
  repeatAfterMs: 30 * SECOND_MS,
  giveUpAfterMs: 90 * SECOND_MS,
  listedWithinMs: 60 * SECOND_MS,
  secondLookMs: 5 * SECOND_MS,
  maxListAgeMs: 10 * SECOND_MS,
};
const HEARTBEAT_MS = 2 * SECOND_MS;
/** Once nothing goes wrong any more, everything is done, gone and swept by then. */
const CALM_WITHIN_MS = 15 * 60 * SECOND_MS;
const DECIDES_WITHIN_MS = 5 * SECOND_MS;
const REPLAY_EVERY = 16;
const LAGGING_MS = 25 * SECOND_MS;

/** Lives through a schedule. */
export function runSchedule(schedule: Schedule): Promise<Outcome> {
  return new WorldModel(schedule).run();
}

export interface Outcome {
  /** The first thing that must not be. */
  violation: string | undefined;
  launches: number;
  directionChanges: number;
  ticks: number;
  virtualS: number;
}

interface Fault {
  on: Call | 'any';
  fate: Fate;
  skip: number;
  times: number;
  lastsMs: number;
}

interface Made {
  changed: boolean;
  observation: Observation;
  stateBefore: ScalingState;
  policy: ScalingPolicy;
  decision: ScalingDecision;
}

/** Everything around the scalers, and what must hold in it at each step. */
export class WorldModel implements Surroundings {
  readonly agenda = new Agenda(START_MS);
  readonly dice: Dice;
  readonly lease = new LeaseModel(this.agenda);
  readonly objects = new Map<string, string>();
  readonly ec2: Ec2Model;
  readonly crew: CrewModel;
  redisDownUntilMs = 0;
  /** Something may have been done, or written, after whoever asked for it had given it up. */
  hasStrays = false;
  pausedUntilMs = 0;
  private deafUntilMs = 0;
  /** Somebody may hold a lease that Redis has forgotten. */
  private forgetsUntilMs = 0;
  private readonly policy: ScalingPolicy;
  private readonly scalers: (ScalerModel | undefined)[] = [];
  private lives = 0;
  private intents = 0;
  private restartAfterMs = 0;
  private readonly faults: Fault[] = [];
  private readonly askedAtMs = new Map<string, number>();
  private readonly records: string[] = [];
  private ticks = 0;
  private decidedAtMs = START_MS;
  private direction = 0;
  private directionChanges = 0;
  private violation: string | undefined;
  private readonly calmAtMs: number;

  constructor(private readonly schedule: Schedule) {
    const { seed, maxMachines, slots, commands } = schedule;
    this.dice = new Dice(seed);
    this.calmAtMs =
      START_MS +
      Math.max(...commands.map((one) => one.atMs + ('lastsMs' in one ? one.lastsMs : 0))) +
      SECOND_MS;
    this.policy = {
      minWorkers: 0,
      maxWorkers: maxMachines,
      slots,
      deadlineS: 20,
      idleS: 10,
      emptyProofs: 3,
      silentAfterS: 10,
      serviceTimeMs: SERVICE_MS,
      bootS: 15,
      minBillS: 10,
      lateCostS: 300,
    };
    this.crew = new CrewModel(this.agenda, this.dice, slots, {
      says: (heartbeat) => this.says(heartbeat),
      shutsDown: (id) => this.ec2.shutDown(this.machine(id)!),
    });
    this.ec2 = new Ec2Model(this.agenda, this.dice, maxMachines, {
      violated: (what) => this.violated(what),
      rested: ({ id }) => this.forget(id),
      started: (machine) => (machine.worker = this.crew.boot(machine.id)),
      ending: (...ending) => this.checkEnding(...ending),
      ended: ({ worker }) => worker && this.crew.die(worker),
    });
  }

  async run(): Promise<Outcome> {
    this.crew.arrive(this.schedule.burst);
    for (const command of this.schedule.commands)
      this.agenda.at(START_MS + command.atMs, () => this.obey(command), true);
    this.agenda.at(this.calmAtMs, () => this.calmDown());
    for (let place = 0; place < this.schedule.scalers; place++)
      this.agenda.in(this.dice.between(0, 1_500), () => this.startScaler(place), true);
    this.beat();
    await this.agenda.run(
      this.calmAtMs + CALM_WITHIN_MS,
      () => this.violation !== undefined || this.isDone(),
    );
    if (!this.isDone())
      this.violated(`not over ${CALM_WITHIN_MS / 1000} s after the last fault: ${this.picture()}`);
    this.checkDirections();
    this.checkReplay();
    for (const scaler of this.scalers) scaler?.die();
    const { violation, directionChanges, ticks } = this;
    const virtualS = (this.agenda.nowMs - START_MS) / 1000;
    return { violation, directionChanges, ticks, launches: this.ec2.launches, virtualS };
  }

  newIntentId(): string {
    return `00000000-0000-4000-8000-${String(++this.intents).padStart(12, '0')}`;
  }

  /** What becomes of a call that is made now. */
  fateOf(call: Call): { fate: Fate | undefined; ms: number } {
    const fault = this.faults.find(({ on, times }) => times > 0 && (on === call || on === 'any'));
    if (!fault) return { fate: undefined, ms: 0 };
    if (fault.skip-- > 0) return { fate: undefined, ms: 0 };
    fault.times -= 1;
    this.restartAfterMs = fault.lastsMs;
    return { fate: fault.fate, ms: fault.lastsMs };
  }

  /** A leader changes something: he must be it, for as long as such a call takes. */
  mutates(scaler: ScalerModel, what: string): void {
    const leftMs = this.lease.leftMs(scaler.name);
    const rival = this.scalers.find((other) => other && other !== scaler && other.mayAct);
    if (rival) this.violated(`${scaler.name} does ${what}, and ${rival.name} may act, too`);
    if (leftMs < LEASE.marginMs && this.agenda.nowMs > this.forgetsUntilMs)
      this.violated(`${scaler.name} does ${what} with ${leftMs} ms left of its lease`);
  }

  /**
   * Only what was begun before goes on while it is paused: a worker that has drained is ended, and a wish to drain is told,
   * perhaps for the first time, where the lease was over when it came up.
   */
  begins(scaler: ScalerModel, what: string): void {
    if (scaler.isHeld) this.violated(`${scaler.name} does ${what} while it is paused`);
  }

  asksToDrain(scaler: ScalerModel, workerId: string): void {
    this.mutates(scaler, `drain ${workerId}`);
    scaler.asked.add(workerId);
    if (!this.askedAtMs.has(workerId)) this.askedAtMs.set(workerId, this.agenda.nowMs);
    if (this.agenda.nowMs < this.deafUntilMs) return;
    this.agenda.in(30, () => {
      const worker = this.machine(workerId)?.worker;
      if (worker) this.crew.drain(worker);
    });
  }

  decided(scaler: ScalerModel, record: object): void {
    const { changed, observation, decision } = record as Made;
    this.ticks += 1;
    this.decidedAtMs = this.agenda.nowMs;
    if (changed || this.ticks % REPLAY_EVERY === 0) this.records.push(JSON.stringify(record));
    const { maxMachines } = this.schedule;
    const { workers } = observation;
    // Those that have ended it may not know of yet.
    const known = workers.filter(({ workerId }) =>
      this.ec2.ours.every((one) => one.id !== workerId || isOccupied(one)),
    );
    if (known.length > maxMachines && !this.hasStrays)
      this.violated(`${scaler.name} counts ${known.length} machines of ${maxMachines}`);
    const serving = workers.filter(({ draining, heartbeat }) => {
      return !draining && heartbeat?.state !== 'draining' && heartbeat?.state !== 'drained';
    });
    if (decision.current > serving.length)
      this.violated(`${scaler.name} counts ${decision.current} workers, and ${serving.length} do not drain`);
    const forgotten = serving.find(({ workerId }) => scaler.asked.has(workerId));
    if (forgotten) this.violated(`${scaler.name} counts ${forgotten.workerId}, which it asked to drain`);
    if (scaler.isHeld) return;
    const direction = Math.sign(decision.launch) - Math.sign(decision.drain.length);
    if (direction === 0) return;
    if (direction === -this.direction) this.directionChanges += 1;
    this.direction = direction;
  }

  died(scaler: ScalerModel): void {
    const place = this.scalers.indexOf(scaler);
    this.scalers[place] = undefined;
    this.agenda.in(this.restartAfterMs + 500, () => this.startScaler(place), true);
  }

  private startScaler(place: number): void {
    const { slots, maxMachines, warmPool, spot } = this.schedule;
    const all: Offering[] = OFFERINGS;
    const options = {
      tag: TAG,
      launchTemplateId: 'lt-1',
      launchTemplateVersion: '$Default' as const,
      slots,
      maxMachines,
      offerings: spot ? all : all.slice(1),
      warmPool,
      ...LIMITS,
    };
    const scaler = new ScalerModel(this, `${'AB'[place]}${++this.lives}`, options, this.policy);
    this.scalers[place] = scaler;
    scaler.start();
  }

  private obey(command: Command): void {
    if (this.violation !== undefined) return;
    const { agenda, ec2, crew } = this;
    const untilMs = agenda.nowMs + ('lastsMs' in command ? command.lastsMs : 0);
    switch (command.do) {
      case 'arrive':
        return crew.arrive(command.messages);
      case 'fault':
        return void this.faults.push({ ...command });
      case 'stop':
        this.restartAfterMs = command.lastsMs;
        return void this.scalers[command.scaler]?.stop();
      case 'freeze': {
        const scaler = this.scalers[command.scaler];
        if (scaler) scaler.frozenUntilMs = Math.max(scaler.frozenUntilMs, untilMs);
        return;
      }
      case 'cut-off': {
        const scaler = this.scalers[command.scaler];
        if (scaler) scaler.cutOffUntilMs = untilMs;
        return;
      }
      case 'redis-down':
        this.redisDownUntilMs = untilMs;
        return;
      case 'redis-emptied':
        this.forgetsUntilMs = agenda.nowMs + LEASE.ttlMs;
        return this.lease.empty();
      case 'no-capacity':
        ec2.closed.set(offeringName(OFFERINGS[command.offering]!), untilMs);
        return;
      case 'list-lags':
        ec2.listLagMs = LAGGING_MS;
        return agenda.at(untilMs, () => (ec2.listLagMs = 400));
      case 'list-lacks':
        ec2.listLacksUntilMs = untilMs;
        return;
      case 'pause':
        this.pausedUntilMs = untilMs;
        return;
      case 'deaf':
        this.deafUntilMs = untilMs;
        return;
      case 'duds':
        ec2.duds += command.machines;
        return;
      case 'new-template':
        ec2.templateVersion += 1;
        return;
      case 'mute':
      case 'hang':
      case 'spot-loss':
      case 'spot-notice': {
        const up = ec2.ours.filter(({ state }) => state === 'pending' || state === 'running');
        const machine = up[command.worker % up.length];
        if (machine) this.strike(machine, command.do, untilMs);
      }
    }
  }

  private strike(machine: MachineModel, what: string, untilMs: number): void {
    const { worker } = machine;
    if (what === 'spot-loss') this.ec2.shutDown(machine);
    else if (!worker) return;
    else if (what === 'mute') worker.mutedUntilMs = untilMs;
    else if (what === 'hang') this.crew.die(worker);
    else {
      this.crew.drain(worker);
      this.agenda.at(untilMs + SECOND_MS, () => machine.worker === worker && this.ec2.shutDown(machine));
    }
  }

  /** From now on nothing goes wrong. */
  private calmDown(): void {
    this.faults.length = 0;
    this.ec2.closed.clear();
    this.ec2.duds = 0;
    this.restartAfterMs = 0;
  }

  private isDone(): boolean {
    const { nowMs } = this.agenda;
    if (nowMs <= this.calmAtMs || nowMs - this.decidedAtMs > DECIDES_WITHIN_MS) return false;
    return this.crew.backlog === 0 && this.objects.size === 0 && !this.ec2.ours.some(isOccupied);
  }

  private beat(): void {
    this.crew.sayAll();
    for (const scaler of this.scalers)
      if (scaler?.hears) scaler.hearGateway(START_MS, this.crew.accepted, this.crew.oldestSentAtMs);
    this.agenda.in(HEARTBEAT_MS, () => this.beat());
  }

  private says(heartbeat: WorkerHeartbeat): boolean {
    let heard = false;
    for (const scaler of this.scalers) {
      if (!scaler?.hears) continue;
      scaler.hear(heartbeat);
      heard = true;
    }
    return heard;
  }

  private forget(id: string): void {
    this.askedAtMs.delete(id);
    for (const scaler of this.scalers) scaler?.asked.delete(id);
  }

  private checkEnding(
    { id, worker, intentId = '', launchedAtMs }: MachineModel,
    by: Sender,
    what: string,
  ): void {
    const { nowMs } = this.agenda;
    if (by.excused || worker?.state === 'drained') return;
    if (by.sentAtMs < launchedAtMs) return; // it came a life late
    const askedAtMs = Math.min(this.askedAtMs.get(id) ?? Infinity, this.askedAtMs.get(intentId) ?? Infinity);
    if (nowMs - askedAtMs > LIMITS.drainLimitMs) return;
    if ((!worker?.hasSpoken || worker.isDead) && nowMs - launchedAtMs > LIMITS.bootstrapTimeoutMs - SECOND_MS)
      return;
    this.violated(`${by.name} lets ${what} ${id}, whose worker is ${worker?.state ?? 'not there'}`);
  }

  private checkDirections(): void {
    const most = 6 + 2 * this.schedule.commands.length;
    if (this.directionChanges > most)
      this.violated(
        `${this.directionChanges} changes of direction, with ${this.schedule.commands.length} commands`,
      );
  }

  private checkReplay(): void {
    for (const record of this.records) {
      const { observation, stateBefore, policy, decision } = JSON.parse(record) as Made;
      const again = JSON.stringify(decide(observation, stateBefore, policy).decision);
      if (again !== JSON.stringify(decision))
        return this.violated(`replayed, ${JSON.stringify(decision)} is ${again}`);
    }
  }

  private machine(id: string): MachineModel | undefined {
    return this.ec2.ours.find((one) => one.id === id);
  }

  private violated(what: string): void {
    this.violation ??= `after ${((this.agenda.nowMs - START_MS) / 1000).toFixed(1)} s ${what}`;
  }

  private picture(): string {
    const machines = this.ec2.ours.filter(isOccupied).map(({ id, state, worker }) => {
      return `${id} ${state}${worker ? ` (${worker.isDead ? 'hangs' : worker.state}, ${worker.busy} busy)` : ''}`;
    });
    const last = this.records.at(-1);
    const decision = last === undefined ? undefined : (JSON.parse(last) as Made).decision;
    return JSON.stringify({
      backlog: this.crew.counts(),
      machines,
      objects: [...this.objects.keys()],
      decision,
    });
  }
}

const OFFERINGS: Offering[] = [
  { purchase: 'spot', instanceType: 'c7i.large' },
  { purchase: 'on-demand', instanceType: 'c7i.large' },
  { purchase: 'on-demand', instanceType: 'm7i.large' },
];
