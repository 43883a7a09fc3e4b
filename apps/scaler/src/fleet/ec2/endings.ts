import type { Instance, Instances } from '@facefleet/aws';
import type { EventPublisher } from '@facefleet/cache';
import { Events, type WorkerDrain } from '@facefleet/contracts';
import { type Clock, messageOf } from '@facefleet/platform';
import { Logger } from '@nestjs/common';
import type { Mutations } from '../mutations';
import type { BootWatch } from './boot-watch';
import type { Ec2FleetOptions } from './ec2-fleet-options';
import { isUp, type Machines } from './machines';
import type { RequestBudget } from './request-budget';
import type { RequestBudgets } from './request-budgets';

/** EC2's list shows a moment late what it was told. */
const SAY_AGAIN_MS = 10_000;

/** Since when a worker has been asked without a gap, and when last [Unix time, ms] */
interface Asked {
  sinceMs: number;
  lastMs: number;
}
/** A gap of this part of the limit: until then it may not have heard anything. */
const GAP_SHARE = 1 / 4;

/**
 * The way out: a worker is asked to drain, says that it has drained, and only then is its machine stopped or terminated.
 * The one exception is a worker that does not get there within its limit.
 */
export class Endings {
  private readonly logger = new Logger(Endings.name);
  /** By worker */
  private readonly draining = new Map<string, Asked>();
  /** When EC2 was told to end them [Unix time, ms] */
  private readonly toldAtMs = new Map<string, number>();

  constructor(
    private readonly instances: Instances,
    private readonly machines: Machines,
    private readonly events: EventPublisher,
    private readonly boots: BootWatch,
    private readonly budgets: RequestBudgets,
    private readonly mutations: Mutations,
    private readonly options: Ec2FleetOptions,
    private readonly clock: Clock,
  ) {}

  ask(workerId: string, reason: string): void {
    if (!this.publishDrain(workerId) || this.draining.has(workerId)) return;
    const nowMs = this.clock.nowMs();
    this.draining.set(workerId, { sinceMs: nowMs, lastMs: nowMs });
    this.logger.log({ workerId, reason }, 'worker asked to drain');
  }

  isDraining(workerId: string): boolean {
    return this.draining.has(workerId);
  }

  /** Whether it was us who wanted it to end. */
  isExpected(instanceId: string): boolean {
    return this.draining.has(instanceId) || this.toldAtMs.has(instanceId);
  }

  /** A worker that was asked before its machine was known. */
  rename(intentId: string, instanceId: string): void {
    const asked = this.draining.get(intentId);
    if (asked === undefined) return;
    this.draining.delete(intentId);
    this.draining.set(instanceId, asked);
  }

  /** Forgets all others. */
  keepOnly(workerIds: Set<string>): void {
    for (const workerId of this.draining.keys()) if (!workerIds.has(workerId)) this.forget(workerId);
    for (const id of this.toldAtMs.keys()) if (!workerIds.has(id) && !this.machines.own(id)) this.forget(id);
  }

  forget(workerId: string): void {
    this.draining.delete(workerId);
    this.toldAtMs.delete(workerId);
  }

  /** An event may be lost, and a machine that still boots hears none: whoever has not drained is asked again. */
  async press(isKept: (machine: Instance) => boolean): Promise<void> {
    const [drained, overdue]: [Instance[], Instance[]] = [[], []];
    for (const machine of this.machines.occupied().filter(isUp)) {
      const { instanceId } = machine;
      const asked = this.draining.get(instanceId);
      if (this.boots.wordOf(instanceId)?.state === 'drained') drained.push(machine);
      else if (asked === undefined) continue;
      else if (this.isOverdue(asked)) overdue.push(machine);
      else if (this.publishDrain(instanceId)) asked.lastMs = this.clock.nowMs();
    }
    let free = this.options.warmPool - this.warmCount();
    const kept = drained.filter((machine) => isKept(machine) && !this.wasTold(machine) && free-- > 0);
    await this.stop(kept);
    const ending = drained.filter((machine) => !kept.includes(machine));
    await this.terminate(ending, 'drained');
    await this.terminate(overdue, 'it did not drain within the limit');
  }

  /** Stopped machines that nobody wants any more: too many of them, or made from another version of the template. */
  async trimPool(stopped: Instance[], isOutdated: (machine: Instance) => boolean): Promise<void> {
    const outdated = stopped.filter(isOutdated);
    const surplus = stopped.filter((machine) => !isOutdated(machine)).slice(this.options.warmPool);
    await this.terminate(outdated, 'stopped, and of another version of the launch template');
    await this.terminate(surplus, 'stopped, and the warm pool is full');
  }

  /** Only what EC2 itself has just listed under our tag; what fails is tried again after the next list. */
  async terminate(machines: Instance[], why: string): Promise<void> {
    const terminate = (ids: string[]) => this.instances.terminate(ids);
    await this.end(machines, 'terminate', why, this.budgets.terminate, terminate);
  }

  private async stop(machines: Instance[]): Promise<void> {
    const stop = (ids: string[]) => this.instances.stop(ids);
    await this.end(machines, 'stop', 'drained, for the warm pool', this.budgets.stop, stop);
  }

  private async end(
    machines: Instance[],
    what: 'stop' | 'terminate',
    why: string,
    budget: RequestBudget,
    call: (ids: string[]) => Promise<void>,
  ): Promise<void> {
    const instanceIds = machines
      .filter((machine) => this.machines.own(machine.instanceId) && !this.wasTold(machine))
      .map(({ instanceId }) => instanceId);
    if (instanceIds.length === 0 || !budget.take()) return;
    if (!this.mutations.permitted(what, { instanceIds, reason: why })) return;
    const nowMs = this.clock.nowMs();
    for (const instanceId of instanceIds) this.toldAtMs.set(instanceId, nowMs);
    this.logger.log(
      { instanceIds, reason: why },
      what === 'stop' ? 'instances stopped' : 'instances terminated',
    );
    try {
      await budget.spend(() => call(instanceIds));
    } catch (error) {
      for (const instanceId of instanceIds) this.toldAtMs.delete(instanceId);
      this.logger.error({ instanceIds, error: messageOf(error) }, `could not ${what}`);
    }
  }

  /** Only time counts in which it was asked again and again, and could hear it: while we were paused, say, nobody asked. */
  private isOverdue(asked: Asked): boolean {
    const nowMs = this.clock.nowMs();
    const hearingSinceMs = this.boots.hearingSinceMs ?? nowMs;
    if (nowMs - asked.lastMs > this.options.drainLimitMs * GAP_SHARE) asked.sinceMs = nowMs;
    asked.sinceMs = Math.max(asked.sinceMs, hearingSinceMs);
    return nowMs - asked.sinceMs > this.options.drainLimitMs;
  }

  private wasTold({ instanceId }: Instance): boolean {
    return this.clock.nowMs() - (this.toldAtMs.get(instanceId) ?? -Infinity) < SAY_AGAIN_MS;
  }

  private warmCount(): number {
    const stopping = this.machines.occupied().filter(({ state }) => state === 'stopping');
    return this.machines.stopped().length + stopping.length;
  }

  private publishDrain(workerId: string): boolean {
    if (!this.mutations.permitted('ask to drain', { workerId })) return false;
    const drain: WorkerDrain = { workerId };
    this.events.publish(Events.workerDrain, drain);
    return true;
  }
}
