import {
  FLEET_TAG,
  InstanceError,
  type Instances,
  INTENT_TAG,
  type LaunchOrder,
  type Offering,
  offeringName,
  TEMPLATE_VERSION_TAG,
} from '@facefleet/aws';
import { type Clock, messageOf } from '@facefleet/platform';
import { Logger } from '@nestjs/common';
import type { LaunchBreaker } from '../launch-breaker';
import type { Mutations } from '../mutations';
import type { BootWatch } from './boot-watch';
import type { Ec2FleetOptions } from './ec2-fleet-options';
import type { IntentBook } from './intent-book';
import { clientTokenOf, type LaunchIntent } from './launch-intent';
import type { OfferingBackoff } from './offering-backoff';
import type { RequestBudgets } from './request-budgets';

/** How a call for a machine ended: with its id, with nothing from any of its offerings, for good, or nobody knows. */
type Outcome = { instanceId: string } | 'refused' | 'failed' | 'unknown';

/**
 * Buys machines, one for each intent. The intent is written before EC2 is asked, and the call carries a token that
 * follows from it: whatever fails in between, repeating the call gives the same machine and no second one.
 */
export class Launcher {
  private readonly logger = new Logger(Launcher.name);
  /** Intents whose call is under way. */
  private readonly calling = new Set<string>();
  /** Intents whose token is of no use any more: whether they have a machine, the list will tell. */
  private readonly spoilt = new Set<string>();
  /** Launches of which EC2 has had none of the offerings. */
  refused = 0;

  constructor(
    private readonly instances: Instances,
    private readonly book: IntentBook,
    private readonly offers: OfferingBackoff,
    private readonly budgets: RequestBudgets,
    private readonly breaker: LaunchBreaker,
    private readonly boots: BootWatch,
    private readonly mutations: Mutations,
    private readonly options: Ec2FleetOptions,
    private readonly clock: Clock,
  ) {}

  /** @returns the id of the machine, if EC2 said so */
  async buy(intent: LaunchIntent): Promise<string | undefined> {
    return this.while(intent.id, () => this.tryOffers(intent, []));
  }

  /** Calls that nobody knows the end of: repeated for a while, then given up. */
  async settleDoubts(mayRepeat: boolean): Promise<void> {
    const doubtful = this.book.all().filter(({ id, path, instanceId }) => {
      return path === 'cold' && instanceId === undefined && !this.calling.has(id);
    });
    await Promise.all(doubtful.map((intent) => this.settleDoubt(intent, mayRepeat)));
  }

  /** Asks EC2 whether it would launch. */
  async rehearse(intent: LaunchIntent): Promise<void> {
    const offerings = this.offers.next([]);
    if (offerings.length === 0) return;
    try {
      await this.instances.rehearse(this.orderOf({ ...intent, offerings }));
      this.logger.log({ offering: offeringName(offerings[0]!) }, 'EC2 would launch');
    } catch (error) {
      this.logger.warn({ error: messageOf(error) }, 'EC2 would not launch');
    }
  }

  private async settleDoubt(intent: LaunchIntent, mayRepeat: boolean): Promise<void> {
    const nowMs = this.clock.nowMs();
    const waitedMs = nowMs - intent.askedAtMs;
    const { repeatAfterMs, giveUpAfterMs, listedWithinMs } = this.options;
    if (this.spoilt.has(intent.id) || nowMs - intent.createdAtMs > giveUpAfterMs) {
      if (waitedMs <= listedWithinMs) return;
      this.logger.warn({ intent: intent.id }, 'intent given up: EC2 never showed its machine');
      this.giveUp(intent);
    } else if (mayRepeat && waitedMs >= repeatAfterMs && this.budgets.launch.take()) {
      const again = { ...intent, askedAtMs: nowMs };
      this.book.note(again);
      this.logger.log({ intent: intent.id, attempt: intent.attempt }, 'asking again for the same machine');
      await this.while(intent.id, async () => this.goOn(again, await this.call(again), again.offerings));
    }
  }

  private async tryOffers(intent: LaunchIntent, tried: Offering[]): Promise<string | undefined> {
    const offerings = this.offers.next(tried);
    if (offerings.length === 0 && tried.length > 0) this.refused += 1;
    // The first attempt's token was taken by whoever made the intent.
    if (offerings.length === 0 || (tried.length > 0 && !this.budgets.launch.take())) {
      return this.giveUp(intent);
    }
    const asked = { ...intent, attempt: intent.attempt + 1, offerings, askedAtMs: this.clock.nowMs() };
    try {
      if (!this.mutations.permitted('write a launch intent', { intent: asked.id })) return this.giveUp(asked);
      await this.book.write(asked);
    } catch (error) {
      this.fail(asked, `its intent cannot be written: ${messageOf(error)}`);
      return this.giveUp(asked);
    }
    return this.goOn(asked, await this.call(asked), [...tried, ...offerings]);
  }

  private async goOn(intent: LaunchIntent, outcome: Outcome, tried: Offering[]): Promise<string | undefined> {
    switch (outcome) {
      case 'refused':
        return this.tryOffers(intent, tried);
      case 'failed':
        return this.giveUp(intent);
      case 'unknown':
        return undefined;
      default:
        await this.record({ ...intent, instanceId: outcome.instanceId });
        return outcome.instanceId;
    }
  }

  private async call(intent: LaunchIntent): Promise<Outcome> {
    const { id, attempt } = intent;
    const names = intent.offerings.map(offeringName);
    // Writing took its time: whether we may is asked right before.
    if (!this.mutations.permitted('launch', { intent: id, offerings: names })) return 'unknown';
    try {
      const work = () => this.instances.launch(this.orderOf(intent));
      const { instanceId, refusals } = await this.budgets.launch.spend(work);
      for (const { offering, message } of refusals) this.offers.failed(offering, message);
      const refused = refusals.map(({ offering, message }) => `${offeringName(offering)}: ${message}`);
      if (instanceId === undefined) {
        this.logger.warn({ intent: id, attempt, refused }, 'EC2 has none of these');
        return 'refused';
      }
      this.breaker.succeeded();
      this.boots.started(instanceId, intent.createdAtMs, 'cold');
      this.logger.log({ intent: id, attempt, instanceId, offerings: names, refused }, 'instance launched');
      return { instanceId };
    } catch (error) {
      return this.outcomeOf(intent, error);
    }
  }

  private outcomeOf(intent: LaunchIntent, error: unknown): Outcome {
    const why = messageOf(error);
    const { kind, outcome } =
      error instanceof InstanceError ? error : ({ kind: 'other', outcome: 'unknown' } as const);
    switch (kind) {
      case 'insufficient-capacity':
      case 'limit-exceeded':
        for (const offering of intent.offerings) this.offers.failed(offering, why);
        return 'refused';
      case 'throttled': // the budget pauses
        this.logger.warn({ intent: intent.id, error: why }, 'EC2 throttles launches');
        return 'failed';
      case 'idempotency-mismatch':
        this.spoilt.add(intent.id);
        this.fail(intent, why);
        return 'unknown';
      case 'unauthorised':
      case 'other':
        this.fail(intent, why);
        return outcome === 'refused' ? 'failed' : 'unknown';
    }
  }

  /** Its machine may be known only here for now: the tag on it tells the next leader as well. */
  private async record(intent: LaunchIntent): Promise<void> {
    if (!this.book.get(intent.id)) return; // seen in EC2's list meanwhile, and settled
    this.book.note(intent);
    if (!this.mutations.permitted('write a launch intent', { intent: intent.id })) return;
    await this.book.write(intent).catch((error: unknown) => {
      this.logger.warn({ intent: intent.id, error: messageOf(error) }, 'the instance could not be recorded');
    });
  }

  private giveUp({ id }: LaunchIntent): undefined {
    this.spoilt.delete(id);
    this.book.settle(id);
  }

  private fail({ id, createdAtMs, attempt }: LaunchIntent, why: string): void {
    this.breaker.failed(createdAtMs, why);
    this.logger.warn({ intent: id, attempt, error: why }, 'launch failed');
  }

  private orderOf(intent: LaunchIntent): LaunchOrder {
    const { launchTemplateId, tag } = this.options;
    const { id, templateVersion, offerings } = intent;
    const tags = { [FLEET_TAG]: tag, [INTENT_TAG]: id, [TEMPLATE_VERSION_TAG]: String(templateVersion) };
    return { launchTemplateId, templateVersion, offerings, clientToken: clientTokenOf(intent), tags };
  }

  private async while<T>(intentId: string, work: () => Promise<T>): Promise<T> {
    this.calling.add(intentId);
    try {
      return await work();
    } finally {
      this.calling.delete(intentId);
    }
  }
}
