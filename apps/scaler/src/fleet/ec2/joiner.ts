import type { Instance } from '@facefleet/aws';
import type { Clock } from '@facefleet/platform';
import { Logger } from '@nestjs/common';
import type { BootWatch } from './boot-watch';
import type { Ec2FleetOptions } from './ec2-fleet-options';
import type { Endings } from './endings';
import type { IntentBook } from './intent-book';
import type { LaunchIntent } from './launch-intent';
import { isOccupied, isUp, type Machines } from './machines';

/** Brings together what EC2 lists, what was intended and what became of it. Changes nothing outside. */
export class Joiner {
  private readonly logger = new Logger(Joiner.name);

  constructor(
    private readonly book: IntentBook,
    private readonly machines: Machines,
    private readonly boots: BootWatch,
    private readonly endings: Endings,
    private readonly options: Ec2FleetOptions,
    private readonly clock: Clock,
  ) {}

  join(listing: Instance[], askedAtMs: number): void {
    for (const ended of this.machines.see(listing, askedAtMs)) this.bury(ended);
    for (const intent of this.book.all()) {
      if (intent.path === 'cold') this.joinPurchase(intent);
      else this.joinStart(intent);
    }
    this.boots.follow(this.machines.occupied());
  }

  private joinPurchase(intent: LaunchIntent): void {
    const { id, instanceId, createdAtMs, askedAtMs } = intent;
    const machine = this.machines.ofIntent(id) ?? (instanceId && this.machines.own(instanceId));
    if (machine) {
      this.endings.rename(id, machine.instanceId);
      if (!this.boots.knows(machine.instanceId)) this.boots.started(machine.instanceId, createdAtMs, 'cold');
      this.book.settle(id, isOccupied(machine) ? askedAtMs + this.options.listedWithinMs : 0);
      this.logger.log({ intent: id, instanceId: machine.instanceId }, 'EC2 lists the machine of the intent');
      if (!isOccupied(machine)) this.bury(machine);
    } else if (instanceId !== undefined && this.clock.nowMs() - askedAtMs > this.options.listedWithinMs) {
      this.book.settle(id);
      this.boots.ended(instanceId);
      this.boots.failedAt(createdAtMs, `${instanceId} never appeared`);
      this.logger.warn({ intent: id, instanceId }, 'EC2 never listed the machine of the intent');
      this.endings.forget(instanceId);
    }
  }

  private joinStart({ id, instanceId = '', createdAtMs }: LaunchIntent): void {
    const machine = this.machines.own(instanceId);
    if (machine && isUp(machine)) {
      // What a standby knows of it may be of the life before.
      const isNews = !this.boots.knows(instanceId) || this.boots.startOf(machine).atMs < createdAtMs;
      if (isNews) this.boots.started(instanceId, createdAtMs, 'stopped');
      this.book.settle(id); // not kept: a successor would start it again once it has stopped
    } else if (machine?.state === 'terminated' || machine?.state === 'shutting-down') {
      // One that a list lacks may be in the next: the intent keeps its place until it is given up.
      this.book.settle(id);
      this.logger.warn({ intent: id, instanceId }, 'the machine that was to be started is gone');
    }
  }

  private bury(machine: Instance): void {
    const { instanceId, intentId } = machine;
    if (intentId !== undefined) this.book.release(intentId);
    const expected = this.endings.isExpected(instanceId);
    const { atMs } = this.boots.startOf(machine);
    const unheardForMs = this.boots.ended(instanceId);
    this.endings.forget(instanceId);
    if (expected) this.logger.log({ instanceId }, 'instance ended');
    else this.logger.warn({ instanceId }, 'instance ended unasked');
    if (expected || unheardForMs === undefined) return;
    const lived = (unheardForMs / 1000).toFixed(0);
    this.boots.failedAt(atMs, `${instanceId} ended within ${lived} s, its worker was never ready`);
  }
}
