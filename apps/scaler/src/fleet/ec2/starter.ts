import { InstanceError, type Instances } from '@facefleet/aws';
import { type Clock, messageOf } from '@facefleet/platform';
import { Logger } from '@nestjs/common';
import { LaunchBreaker } from '../launch-breaker';
import type { Mutations } from '../mutations';
import type { BootWatch } from './boot-watch';
import type { Ec2FleetOptions } from './ec2-fleet-options';
import type { IntentBook } from './intent-book';
import type { LaunchIntent } from './launch-intent';
import type { Machines } from './machines';
import type { RequestBudgets } from './request-budgets';
import type { TemplateVersion } from './template-version';

/** Starts the stopped machines of the warm pool, which takes less time than buying some. */
export class Starter {
  private readonly logger = new Logger(Starter.name);
  private readonly breaker: LaunchBreaker;

  constructor(
    private readonly instances: Instances,
    private readonly book: IntentBook,
    private readonly machines: Machines,
    private readonly template: TemplateVersion,
    private readonly budgets: RequestBudgets,
    private readonly boots: BootWatch,
    private readonly mutations: Mutations,
    private readonly options: Ec2FleetOptions,
    private readonly clock: Clock,
  ) {
    this.breaker = new LaunchBreaker(clock);
  }

  get failed(): number {
    return this.breaker.total;
  }

  /** Machines that a launch would start now. */
  ready(): string[] {
    if (this.breaker.obstacle() !== undefined) return [];
    const starting = new Set(this.book.all().map(({ instanceId }) => instanceId));
    return this.machines
      .stopped()
      .filter(
        ({ instanceId, templateVersion }) =>
          !starting.has(instanceId) && !this.template.isOutdated(templateVersion),
      )
      .map(({ instanceId }) => instanceId);
  }

  /** @returns the ids of the machines that EC2 starts */
  async start(intents: LaunchIntent[]): Promise<string[]> {
    if (intents.length === 0) return [];
    const settleAll = () => {
      for (const { id } of intents) this.book.settle(id);
      return [];
    };
    const ids = intents.map(({ id }) => id);
    if (!this.budgets.start.take()) return settleAll();
    if (!this.mutations.permitted('write launch intents', { intents: ids })) return settleAll();
    try {
      await Promise.all(intents.map((intent) => this.book.write(intent)));
    } catch (error) {
      this.logger.warn({ intents: ids, error: messageOf(error) }, 'intents to start could not be written');
      return settleAll();
    }
    return (await this.call(intents)) ?? settleAll();
  }

  /** Starts again what does not start, for a while: that is harmless. */
  async settleDoubts(): Promise<void> {
    const nowMs = this.clock.nowMs();
    const waiting = this.book.all().filter(({ path }) => path === 'stopped');
    for (const { id, createdAtMs, instanceId } of waiting) {
      if (nowMs - createdAtMs <= this.options.listedWithinMs) continue;
      this.breaker.failed(createdAtMs, `${instanceId} did not start`);
      this.logger.warn({ intent: id, instanceId }, 'intent given up: the stopped machine did not start');
      this.book.settle(id);
    }
    const due = this.book
      .all()
      .filter(({ path, askedAtMs }) => path === 'stopped' && nowMs - askedAtMs >= this.options.repeatAfterMs)
      .filter(({ instanceId }) => this.machines.own(instanceId ?? '')?.state === 'stopped');
    if (due.length === 0 || !this.budgets.start.take()) return;
    const again = due.map((intent) => ({ ...intent, askedAtMs: nowMs }));
    for (const intent of again) this.book.note(intent);
    if ((await this.call(again)) === undefined) for (const { id } of again) this.book.settle(id);
  }

  /** @returns undefined where EC2 certainly started none */
  private async call(intents: LaunchIntent[]): Promise<string[] | undefined> {
    const ours = intents.filter(({ instanceId }) => this.machines.own(instanceId ?? '')?.state === 'stopped');
    const instanceIds = ours.flatMap(({ instanceId }) => instanceId ?? []);
    if (instanceIds.length === 0 || !this.mutations.permitted('start', { instanceIds })) return undefined;
    try {
      for (const { instanceId, createdAtMs } of ours)
        this.boots.started(instanceId ?? '', createdAtMs, 'stopped');
      await this.budgets.start.spend(() => this.instances.start(instanceIds));
      this.breaker.succeeded();
      this.logger.log({ instanceIds }, 'stopped instances started');
      return instanceIds;
    } catch (error) {
      const refused = error instanceof InstanceError && error.outcome === 'refused';
      this.breaker.failed(this.clock.nowMs(), messageOf(error));
      this.logger.warn({ instanceIds, error: messageOf(error), refused }, 'instances could not be started');
      return refused ? undefined : [];
    }
  }
}
