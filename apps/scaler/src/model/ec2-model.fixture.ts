import {
  FLEET_TAG,
  type Instance,
  InstanceError,
  type InstanceState,
  INTENT_TAG,
  type LaunchAnswer,
  type LaunchOrder,
  type Offering,
  offeringName,
  TEMPLATE_VERSION_TAG,
} from '@facefleet/aws';
import type { Agenda } from './agenda.fixture';
import type { Dice } from './dice.fixture';
import type { WorkerModel } from './crew.fixture';

export const TAG = 'model';

export interface MachineModel {
  id: string;
  fleet: string;
  intentId: string | undefined;
  version: number | undefined;
  offering: Offering;
  state: InstanceState;
  stateBefore: InstanceState;
  stateSinceMs: number;
  launchedAtMs: number;
  /** No list has it before. */
  listedFromMs: number;
  /** Each list may still lack it. */
  settledFromMs: number;
  /** Of its present life. */
  worker: WorkerModel | undefined;
  /** It was bought by a process that was frozen between its look at the lease and the call. */
  excused: boolean;
}

/** How a call came to be, as far as what it does depends on it. */
export interface Sender {
  name: string;
  /** Machines that a list has shown it: when last, and how far they had come. */
  seen: Map<string, { atMs: number; stateSinceMs: number }>;
  sentAtMs: number;
  /** It was frozen for longer than the lease's margin after it had looked. */
  excused: boolean;
}

interface Hooks {
  violated(what: string): void;
  /** It is off, and may begin another life. */
  rested(machine: MachineModel): void;
  started(machine: MachineModel): void;
  ending(machine: MachineModel, sender: Sender, what: 'stop' | 'terminate'): void;
  ended(machine: MachineModel): void;
}

export const isOccupied = ({ state }: MachineModel) => state !== 'stopped' && state !== 'terminated';
const isUp = ({ state }: MachineModel) => state === 'pending' || state === 'running';

/** No list lacks a machine for longer than this that it has shown [ms] */
const LACKS_FOR_MS = 25_000;
const SHOWN_TERMINATED_MS = 3_600_000;

/** EC2 as it really is, and what it says of itself, which is later. */
export class Ec2Model {
  readonly machines: MachineModel[] = [];
  readonly closed = new Map<string, number>();
  listLagMs = 400;
  listLacksUntilMs = 0;
  duds = 0;
  templateVersion = 3;
  launches = 0;
  private readonly byToken = new Map<string, { machine: MachineModel; wishes: string }>();

  constructor(
    private readonly agenda: Agenda,
    private readonly dice: Dice,
    private readonly maxMachines: number,
    private readonly hooks: Hooks,
  ) {
    this.add('i-foreign', 'somebody else', undefined, undefined, { purchase: 'on-demand' });
    this.to(this.machines[0]!, 'running');
  }

  get ours(): MachineModel[] {
    return this.machines.filter(({ fleet }) => fleet === TAG);
  }

  list(fleet: string, sender: Sender): Instance[] {
    const { nowMs } = this.agenda;
    const listed: Instance[] = [];
    for (const machine of this.machines) {
      if (machine.fleet !== fleet || nowMs < machine.listedFromMs || this.isLacking(machine, sender))
        continue;
      const shown = sender.seen.get(machine.id);
      // A list may be late, but does not go back behind the one before.
      const isStale =
        shown?.stateSinceMs !== machine.stateSinceMs &&
        nowMs - machine.stateSinceMs < this.dice.next() * this.listLagMs;
      const state = isStale ? machine.stateBefore : machine.state;
      if (state === 'terminated' && nowMs - machine.stateSinceMs > SHOWN_TERMINATED_MS) continue;
      const stateSinceMs = isStale ? 0 : machine.stateSinceMs;
      sender.seen.set(machine.id, { atMs: nowMs, stateSinceMs });
      listed.push({
        instanceId: machine.id,
        state,
        launchedAtMs: Math.floor(machine.launchedAtMs / 1000) * 1000,
        offering: machine.offering,
        intentId: machine.intentId,
        templateVersion: machine.version,
      });
    }
    return listed;
  }

  launch(order: LaunchOrder, sender: Sender): LaunchAnswer {
    const { nowMs } = this.agenda;
    const wishes = JSON.stringify([order.templateVersion, order.offerings, order.tags]);
    const earlier = this.byToken.get(order.clientToken);
    if (earlier) {
      if (earlier.wishes !== wishes || earlier.machine.state === 'terminated')
        throw new InstanceError('idempotency-mismatch', 'unknown', 'IdempotentParameterMismatch');
      return { instanceId: earlier.machine.id, refusals: [] };
    }
    const isOpen = (one: Offering) => (this.closed.get(offeringName(one)) ?? 0) <= nowMs;
    const offering = order.offerings.find(isOpen);
    const refusals = order.offerings
      .slice(0, offering ? order.offerings.indexOf(offering) : undefined)
      .map((one) => ({
        offering: one,
        kind: 'insufficient-capacity' as const,
        message: 'InsufficientInstanceCapacity: none',
      }));
    if (!offering) return { refusals };
    const { [FLEET_TAG]: fleet = '', [INTENT_TAG]: intentId, [TEMPLATE_VERSION_TAG]: version } = order.tags;
    const isDouble = this.machines.some((one) => one.intentId === intentId && !one.excused);
    if (isDouble && !sender.excused) this.hooks.violated(`a second machine for the intent ${intentId}`);
    const machine = this.add(`i-${++this.launches}`, fleet, intentId, Number(version), offering);
    machine.excused = sender.excused;
    this.byToken.set(order.clientToken, { machine, wishes });
    this.checkMaximum(sender, `launched ${machine.id}`);
    this.boot(machine);
    return { instanceId: machine.id, refusals };
  }

  start(ids: string[], sender: Sender): void {
    for (const machine of this.named(ids)) {
      if (machine.state !== 'stopped') continue;
      this.to(machine, 'pending');
      machine.launchedAtMs = this.agenda.nowMs;
      machine.excused = sender.excused;
      this.checkMaximum(sender, `started ${machine.id}`);
      this.boot(machine);
    }
  }

  end(what: 'stop' | 'terminate', ids: string[], sender: Sender): void {
    for (const machine of this.named(ids)) {
      if (isUp(machine)) this.hooks.ending(machine, sender, what);
      if (what === 'stop' && !isUp(machine)) continue;
      this.shutDown(machine, what === 'stop');
    }
  }

  /** Also from inside, or because EC2 wants it back. */
  shutDown(machine: MachineModel, isStop = false): void {
    if (!isUp(machine) && machine.state !== 'stopped') return;
    const passing = isStop ? 'stopping' : 'shutting-down';
    this.hooks.ended(machine);
    machine.worker = undefined;
    this.to(machine, machine.state === 'stopped' ? 'terminated' : passing);
    const takesMs = this.dice.between(200, 4_000);
    this.agenda.in(takesMs, () => {
      if (machine.state !== passing) return;
      this.to(machine, isStop ? 'stopped' : 'terminated');
      this.hooks.rested(machine);
    });
  }

  private add(
    id: string,
    fleet: string,
    intentId: string | undefined,
    version: number | undefined,
    offering: Offering,
  ): MachineModel {
    const { nowMs } = this.agenda;
    const machine: MachineModel = {
      id,
      fleet,
      intentId,
      version,
      offering,
      state: 'pending',
      stateBefore: 'pending',
      stateSinceMs: nowMs,
      launchedAtMs: nowMs,
      listedFromMs: nowMs + this.dice.next() * this.listLagMs,
      settledFromMs: nowMs + 2 * this.listLagMs,
      worker: undefined,
      excused: false,
    };
    this.machines.push(machine);
    return machine;
  }

  private boot(machine: MachineModel): void {
    const launchedAtMs = this.agenda.nowMs;
    this.agenda.in(this.dice.between(500, 4_000), () => {
      if (machine.state !== 'pending' || machine.stateSinceMs !== launchedAtMs) return;
      this.to(machine, 'running');
      if (this.duds > 0) this.duds -= 1;
      else this.hooks.started(machine);
    });
  }

  private named(ids: string[]): MachineModel[] {
    return ids.flatMap((id) => {
      const machine = this.machines.find((one) => one.id === id);
      if (machine?.fleet !== TAG) this.hooks.violated(`${id}, which is not ours, was touched`);
      return machine ?? [];
    });
  }

  private to(machine: MachineModel, state: InstanceState): void {
    machine.stateBefore = machine.state;
    machine.state = state;
    machine.stateSinceMs = this.agenda.nowMs;
  }

  /** One that was launched lately can be lacking for everybody, an older one only for those who know it. */
  private isLacking(machine: MachineModel, { seen }: Sender): boolean {
    const { nowMs } = this.agenda;
    const seenAtMs = seen.get(machine.id)?.atMs;
    if (seenAtMs !== undefined && nowMs - seenAtMs >= LACKS_FOR_MS) return false;
    if (nowMs < machine.settledFromMs) return this.dice.next() < 0.4;
    return nowMs < this.listLacksUntilMs && seenAtMs !== undefined && this.dice.next() < 0.6;
  }

  private checkMaximum(sender: Sender, did: string): void {
    const occupied = this.ours.filter((one) => isOccupied(one) && !one.excused);
    if (sender.excused || occupied.length <= this.maxMachines) return;
    const who = occupied.map(({ id, state }) => `${id} ${state}`).join(', ');
    this.hooks.violated(`${sender.name} ${did}, one above the maximum of ${this.maxMachines}: ${who}`);
  }
}
