import type { ObservedHeartbeat } from '../observation';
import type { Agenda } from './agenda';
import type { Grid } from './grid';
import type { LaunchDraw } from './launch-draws';
import type { World } from './world';

export interface Machine {
  readonly id: string;
  readonly path: 'stopped' | 'cold';
  readonly launchedStep: number;
  readonly slots: number;
  state: 'launching' | 'ready' | 'draining' | 'ended';
  readyStep: number;
  /** Of a draining one: slots that still hold a message. */
  holds: number;
  /** What it says while it is without work, and since when it does. */
  idleHeartbeat: ObservedHeartbeat | undefined;
  idleSinceStep: number;
}

/**
 * The machines, and the slots of those that are ready as one pool: `busy` and `free` ones. Which worker holds which message
 * is not kept. Ready workers are taken to fill up in the order of their launch, and one that drains while others have
 * free slots is taken to be idle; what it still holds otherwise is what the next messages to finish free.
 */
export class SimulatedFleet {
  /** Slots of ready workers. */
  free = 0;
  busy = 0;
  ready = 0;
  launches = 0;
  peak = 0;
  stopped: number;
  private present: Machine[] = [];
  private presentById = new Map<string, Machine>();
  /** Those that drain and hold messages, the longest draining first. */
  private leaving: Machine[] = [];
  private billedSteps = 0;

  /** @param lost is told how many messages a lost machine held. */
  constructor(
    private readonly world: World,
    private readonly grid: Grid,
    private readonly agenda: Agenda,
    private readonly draw: (path: 'stopped' | 'cold') => LaunchDraw,
    private readonly lost: (messages: number, step: number) => void,
  ) {
    this.stopped = world.warmPool;
  }

  /** Launching, ready and draining ones, in the order of their launch. */
  get machines(): readonly Machine[] {
    return this.present;
  }

  get size(): number {
    return this.presentById.size;
  }

  /** Never beyond the maximum. @returns how many were launched */
  launch(wanted: number, step: number): number {
    const count = Math.min(wanted, this.world.maxWorkers - this.size);
    for (let i = 0; i < count; i++) this.launchOne(step);
    this.peak = Math.max(this.peak, this.size);
    return Math.max(0, count);
  }

  /** @returns how many of these were there, and not draining already */
  drain(ids: readonly string[], step: number): number {
    let drained = 0;
    for (const id of ids) {
      const machine = this.presentById.get(id);
      if (machine === undefined || machine.state === 'draining') continue;
      drained++;
      if (machine.state === 'ready') this.beginDrain(machine, step);
      else this.end(machine, step, machine.path === 'stopped');
    }
    this.forgetEnded();
    return drained;
  }

  take(count: number): void {
    this.free -= count;
    this.busy += count;
  }

  /** So many messages were finished: those that drain hand in their slots first. */
  finish(count: number, step: number): void {
    let left = count;
    for (let first = this.leaving[0]; first !== undefined && left > 0; first = this.leaving[0]) {
      const retired = Math.min(left, first.holds);
      first.holds -= retired;
      left -= retired;
      if (first.holds > 0) break;
      this.leaving.shift();
      this.end(first, step, true);
    }
    this.forgetEnded();
    this.busy -= left;
    this.free += left;
  }

  /** What all machines cost until now [s] */
  billedS(step: number): number {
    const running = this.present.reduce((sum, machine) => sum + this.billed(machine, step), 0);
    return this.grid.seconds(this.billedSteps + running);
  }

  private launchOne(step: number): void {
    const path = this.stopped > 0 ? 'stopped' : 'cold';
    if (path === 'stopped') this.stopped--;
    const { bootSteps, lifeSteps } = this.draw(path);
    const machine: Machine = {
      id: `w-${++this.launches}`,
      path,
      launchedStep: step,
      slots: this.world.slots,
      state: 'launching',
      readyStep: step + (bootSteps ?? Infinity),
      holds: 0,
      idleHeartbeat: undefined,
      idleSinceStep: 0,
    };
    this.present.push(machine);
    this.presentById.set(machine.id, machine);
    if (bootSteps === undefined) {
      const goneStep = step + this.grid.stepsFromNow(this.world.boots.cold.p90S);
      this.agenda.at(goneStep, () => this.vanish(machine, goneStep));
      return;
    }
    this.agenda.at(machine.readyStep, () => this.getReady(machine));
    const lostStep = machine.readyStep + lifeSteps;
    if (lostStep < Infinity) this.agenda.at(lostStep, () => this.vanish(machine, lostStep));
  }

  private getReady(machine: Machine): void {
    if (machine.state !== 'launching') return;
    machine.state = 'ready';
    this.ready++;
    this.free += machine.slots;
  }

  private beginDrain(machine: Machine, step: number): void {
    const idle = Math.min(this.free, machine.slots);
    this.free -= idle;
    this.ready--;
    machine.state = 'draining';
    machine.holds = machine.slots - idle;
    this.busy -= machine.holds;
    if (machine.holds === 0) this.end(machine, step, true);
    else this.leaving.push(machine);
  }

  /** It is gone without a word, and not for the warm pool. */
  private vanish(machine: Machine, step: number): void {
    if (machine.state === 'ended') return;
    let held = machine.holds;
    if (machine.state === 'ready') {
      held = Math.min(machine.slots, Math.max(0, this.busy - this.slotsBefore(machine)));
      this.busy -= held;
      this.free -= machine.slots - held;
      this.ready--;
    }
    this.leaving = this.leaving.filter((one) => one !== machine);
    this.end(machine, step, false);
    this.forgetEnded();
    if (held > 0) this.lost(held, step);
  }

  /** Slots of ready workers that fill up earlier. */
  private slotsBefore(machine: Machine): number {
    let slots = 0;
    for (const one of this.present) {
      if (one === machine) break;
      if (one.state === 'ready') slots += one.slots;
    }
    return slots;
  }

  private end(machine: Machine, step: number, reusable: boolean): void {
    machine.state = 'ended';
    this.billedSteps += this.billed(machine, step);
    this.presentById.delete(machine.id);
    if (reusable && this.stopped < this.world.warmPool) this.stopped++;
  }

  private forgetEnded(): void {
    if (this.present.length > this.presentById.size) {
      this.present = this.present.filter((machine) => machine.state !== 'ended');
    }
  }

  private billed(machine: Machine, step: number): number {
    return Math.max(this.grid.steps(this.world.minBillS), step - machine.launchedStep);
  }
}
