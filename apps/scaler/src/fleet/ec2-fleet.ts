import { FLEET_TAG, type Instance, type Instances } from '@facefleet/aws';
import type { EventPublisher } from '@facefleet/cache';
import { Events, type WorkerDrain } from '@facefleet/contracts';
import { type Clock, messageOf } from '@facefleet/platform';
import { Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Fleet, type FleetMember } from './fleet';
import { LaunchBreaker } from './launch-breaker';

export interface Ec2FleetOptions {
  /** Value of the tag that marks our instances. */
  tag: string;
  launchTemplateId: string;
  launchTemplateVersion: string;
  /** As many as the launch template gives each worker. */
  slots: number;
  /** An instance that runs this long was started well; one that ends sooner, unasked, counts as a failed launch. */
  provenAfterMs: number;
  /** EC2 may list an instance only a while after it was launched; one that takes longer than this never came to be. */
  listedWithinMs: number;
  /** A worker that drains longer than this hangs, and its machine is terminated. Its messages become visible again. */
  drainLimitMs: number;
}

/** What we remember of an instance that we launched ourselves. */
interface Launched {
  launchedAtMs: number;
  listed: boolean;
  proven: boolean;
}

/**
 * Workers as EC2 instances, one each; the id of the worker is that of its instance.
 *
 * What is ours is what carries our tag: a scaler that starts takes over the machines that the last one left, which
 * work on meanwhile. In memory is only what EC2 does not show: instances that it does not list yet, and who was asked
 * to drain. A worker is asked by an event; it ends, and its machine shuts itself down, which terminates it.
 */
export class Ec2Fleet extends Fleet {
  private readonly logger = new Logger(Ec2Fleet.name);
  /** EC2 gave no machine. */
  private readonly calls: LaunchBreaker;
  /** It gave one, which ended right away. */
  private readonly boots: LaunchBreaker;
  private readonly launched = new Map<string, Launched>();
  /** Since when [Unix time, ms], by instance */
  private readonly drainingSinceMs = new Map<string, number>();
  /** The last answer of EC2: ours beyond doubt. */
  private listed = new Map<string, Instance>();

  constructor(
    private readonly instances: Instances,
    private readonly events: EventPublisher,
    private readonly options: Ec2FleetOptions,
    private readonly clock: Clock,
  ) {
    super();
    this.calls = new LaunchBreaker(clock);
    this.boots = new LaunchBreaker(clock);
  }

  async list(): Promise<FleetMember[]> {
    const answer = await this.instances.list(this.options.tag);
    const before = this.listed;
    this.listed = new Map(answer.map((instance) => [instance.instanceId, instance]));
    for (const [instanceId, launch] of this.launched) this.followLaunch(instanceId, launch);
    this.forgetEnded(before);
    await this.pressDrains();
    const unlisted = [...this.launched].filter(([instanceId]) => !this.listed.has(instanceId));
    return [
      ...answer.map((instance) => this.memberOf(instance)),
      ...unlisted.map(([workerId, { launchedAtMs }]) => this.member(workerId, launchedAtMs)),
    ];
  }

  async launch(count: number): Promise<string[]> {
    const allowed = Math.min(this.calls.allowance(count), this.boots.allowance(count));
    if (allowed <= 0) return [];
    const launchedAtMs = this.clock.nowMs();
    const { launchTemplateId, launchTemplateVersion: version, tag } = this.options;
    try {
      const ids = await this.instances.launch({
        launchTemplateId,
        version,
        count: allowed,
        clientToken: randomUUID(),
        tags: { [FLEET_TAG]: tag },
      });
      this.calls.succeeded();
      for (const id of ids) this.launched.set(id, { launchedAtMs, listed: false, proven: false });
      this.logger.log({ instanceIds: ids, wanted: allowed }, 'instances launched');
      return ids;
    } catch (error) {
      // A call without an answer may have launched some all the same: their tag brings them into the next listing.
      this.calls.failed(launchedAtMs, messageOf(error));
      this.logger.warn({ wanted: allowed, error: messageOf(error) }, 'EC2 launched nothing');
      return [];
    }
  }

  drain(workerId: string): Promise<void> {
    if (!this.listed.has(workerId) && !this.launched.has(workerId)) return Promise.resolve();
    if (!this.drainingSinceMs.has(workerId)) this.drainingSinceMs.set(workerId, this.clock.nowMs());
    this.askToDrain(workerId);
    return Promise.resolve();
  }

  launchObstacle(): string | undefined {
    return this.calls.obstacle() ?? this.boots.obstacle();
  }

  private memberOf({ instanceId, launchedAtMs, state }: Instance): FleetMember {
    const ownLaunch = this.launched.get(instanceId);
    const ending = state === 'stopping' || state === 'shutting-down';
    const member = this.member(instanceId, ownLaunch?.launchedAtMs ?? launchedAtMs);
    return { ...member, draining: member.draining || ending };
  }

  private member(workerId: string, launchedAtMs: number): FleetMember {
    const { slots } = this.options;
    return { workerId, launchedAtMs, slots, draining: this.drainingSinceMs.has(workerId) };
  }

  /** How a launch of ours goes on: not listed yet, listed, proven, ended. */
  private followLaunch(instanceId: string, launch: Launched): void {
    const instance = this.listed.get(instanceId);
    const ageMs = this.clock.nowMs() - launch.launchedAtMs;
    if (instance) {
      launch.listed = true;
      if (launch.proven || instance.state !== 'running' || ageMs < this.options.provenAfterMs) return;
      launch.proven = true;
      this.boots.succeeded();
    } else if (launch.listed || ageMs > this.options.listedWithinMs) {
      this.launched.delete(instanceId);
      if (launch.proven || this.drainingSinceMs.has(instanceId)) return;
      const how = launch.listed ? `ended within ${(ageMs / 1000).toFixed(0)} s` : 'never appeared';
      this.boots.failed(launch.launchedAtMs, `${instanceId} ${how}`);
    }
  }

  private forgetEnded(before: Map<string, Instance>): void {
    for (const instanceId of before.keys()) {
      if (this.listed.has(instanceId)) continue;
      const details = { instanceId };
      if (this.drainingSinceMs.has(instanceId)) this.logger.log(details, 'instance ended');
      else this.logger.warn(details, 'instance ended unasked');
    }
    for (const instanceId of this.drainingSinceMs.keys()) {
      const gone = !this.listed.has(instanceId) && !this.launched.has(instanceId);
      if (gone) this.drainingSinceMs.delete(instanceId);
    }
  }

  /** An event may be lost, and a machine that still boots hears none: whoever has not ended is asked again. */
  private async pressDrains(): Promise<void> {
    const overdue: string[] = [];
    for (const [instanceId, sinceMs] of this.drainingSinceMs) {
      const state = this.listed.get(instanceId)?.state;
      if (state === 'shutting-down' || state === 'stopping') continue;
      if (this.clock.nowMs() - sinceMs > this.options.drainLimitMs) overdue.push(instanceId);
      else this.askToDrain(instanceId);
    }
    await this.terminate(overdue);
  }

  private askToDrain(workerId: string): void {
    const drain: WorkerDrain = { workerId };
    this.events.publish(Events.workerDrain, drain);
  }

  /** Only what EC2 itself has just listed under our tag; what fails is tried again with the next listing. */
  private async terminate(instanceIds: string[]): Promise<void> {
    const ours = instanceIds.filter((instanceId) => this.listed.has(instanceId));
    if (ours.length === 0) return;
    this.logger.warn({ instanceIds: ours }, 'workers do not end: their instances are terminated');
    try {
      await this.instances.terminate(ours);
    } catch (error) {
      this.logger.error({ instanceIds: ours, error: messageOf(error) }, 'instances could not be terminated');
    }
  }
}
