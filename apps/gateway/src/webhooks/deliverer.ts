import { ResultStore } from '@facefleet/aws';
import { type DeliveryMessage, JobResult } from '@facefleet/contracts';
import { Clock } from '@facefleet/platform';
import {
  type DeliveryEvent,
  DeliveryLog,
  type DeliveryState,
  deliveryState,
  type Webhook,
  WebhookBook,
  WebhookStore,
} from '@facefleet/webhooks';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { RecentErasures } from '../erasures/recent-erasures';
import { RetrySchedule } from './retry-schedule';
import { type Attempt, WebhookSender } from './webhook-sender';

/** What is to become of a message. */
export type Verdict = { kind: 'done' } | { kind: 'later'; pauseMs: number };
const DONE: Verdict = { kind: 'done' };

/** The endpoint wants nothing more, ever. */
const GONE = 410;

/**
 * One attempt at one delivery. The log in S3 says what was before, not the queue: whatever arrives twice, too early or
 * too late is harmless.
 */
@Injectable()
export class Deliverer {
  private readonly logger = new Logger(Deliverer.name);

  constructor(
    @Inject(WebhookBook) private readonly book: WebhookBook,
    @Inject(WebhookStore) private readonly webhooks: WebhookStore,
    @Inject(DeliveryLog) private readonly log: DeliveryLog,
    @Inject(ResultStore) private readonly results: ResultStore,
    @Inject(RecentErasures) private readonly erasures: RecentErasures,
    @Inject(WebhookSender) private readonly sender: WebhookSender,
    @Inject(RetrySchedule) private readonly schedule: RetrySchedule,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * @param stopping cuts the attempt off; it then counts as not made
   * @throws whatever is worth another try
   */
  async deliver(message: DeliveryMessage, stopping: AbortSignal): Promise<Verdict> {
    const { webhookId, deliveryId, run } = message;
    const webhook = await this.book.find(webhookId);
    if (webhook === undefined) return DONE; // removed: it gets nothing any more
    const listed = await this.log.one(webhookId, deliveryId);
    if (listed === undefined || !listed.hasEvent) return DONE; // tidied away
    const state = deliveryState(deliveryId, listed.entries);
    if (state.status !== 'pending') return this.settledBefore(message);
    if (state.run !== run) return DONE;
    if (webhook.disabled)
      return this.giveUp(message, 'webhook-disabled', await this.log.event(webhookId, deliveryId));
    const pauseMs = await this.remainingPauseMs(message, state);
    if (pauseMs > 0) return { kind: 'later', pauseMs };

    const event = await this.log.event(webhookId, deliveryId);
    const body = event && (await this.bodyOf(event));
    if (event === undefined || body === undefined) return this.giveUp(message, 'result-erased', event);
    const attempt = await this.sender.send(webhook, deliveryId, body, stopping);
    if (stopping.aborted && attempt.statusCode === undefined) return { kind: 'later', pauseMs: 0 };
    return this.settle(webhook, deliveryId, state, event, attempt);
  }

  private async settle(
    webhook: Webhook,
    deliveryId: string,
    { failures }: DeliveryState,
    event: DeliveryEvent,
    attempt: Attempt,
  ): Promise<Verdict> {
    const { statusCode = 0 } = attempt;
    const delivered = statusCode >= 200 && statusCode < 300;
    const pauseMs = delivered || statusCode === GONE ? undefined : this.schedule.pauseMs(failures + 1);
    const kind = delivered ? 'delivered' : pauseMs === undefined ? 'dead' : 'failed';
    const nextAttemptAt =
      pauseMs === undefined ? undefined : new Date(this.clock.nowMs() + pauseMs).toISOString();
    await this.log.append(webhook.id, deliveryId, kind, { ...attempt, nextAttemptAt });
    if (kind !== 'failed') await this.forgetPerson(webhook.id, deliveryId, event);
    if (statusCode === GONE) await this.switchOff(webhook);
    this.logger.log(
      {
        webhookId: webhook.id,
        deliveryId,
        type: event.type,
        ...attempt,
        attempt: failures + 1,
        nextAttemptAt,
      },
      `delivery ${kind}`,
    );
    return pauseMs === undefined ? DONE : { kind: 'later', pauseMs };
  }

  private async switchOff({ id }: Webhook): Promise<void> {
    const at = new Date(this.clock.nowMs()).toISOString();
    await this.webhooks.disable(id, { at, reason: 'The endpoint answered 410 Gone.' });
    this.book.changed();
  }

  /** Perhaps whoever settled it died over the rest. */
  private async settledBefore({ webhookId, deliveryId }: DeliveryMessage): Promise<Verdict> {
    const event = await this.log.event(webhookId, deliveryId);
    if (event) await this.forgetPerson(webhookId, deliveryId, event);
    return DONE;
  }

  /** Of a removal that was told it stays on record that it was, not whose it was. */
  private async forgetPerson(webhookId: string, deliveryId: string, event: DeliveryEvent): Promise<void> {
    if (event.type !== 'person.removed' || event.data === undefined) return;
    const { type, timestamp, gallery } = event;
    await this.log.begin(webhookId, deliveryId, { type, timestamp, gallery, subject: gallery ?? '' });
  }

  private async giveUp(
    { webhookId, deliveryId }: DeliveryMessage,
    error: string,
    event: DeliveryEvent | undefined,
  ): Promise<Verdict> {
    await this.log.append(webhookId, deliveryId, 'dead', {
      at: new Date(this.clock.nowMs()).toISOString(),
      error,
    });
    if (event) await this.forgetPerson(webhookId, deliveryId, event);
    return DONE;
  }

  /** A message can come back before its time: from a gateway that died, or twice. */
  private async remainingPauseMs(
    { webhookId, deliveryId }: DeliveryMessage,
    { last }: DeliveryState,
  ): Promise<number> {
    if (last?.kind !== 'failed') return 0;
    const entry = await this.log.entry(webhookId, deliveryId, last);
    if (entry?.nextAttemptAt === undefined) return 0;
    return Math.max(0, Date.parse(entry.nextAttemptAt) - this.clock.nowMs());
  }

  /** undefined where the result it is about was erased meanwhile */
  private async bodyOf({ type, timestamp, data, resultId }: DeliveryEvent): Promise<string | undefined> {
    if (resultId === undefined)
      return data === undefined ? undefined : JSON.stringify({ type, timestamp, data });
    const json = await this.results.get(resultId);
    if (json === undefined) return undefined;
    const stored: unknown = JSON.parse(json.toString('utf8'));
    const left = await this.withoutErased(stored);
    return left === undefined ? undefined : JSON.stringify({ type, timestamp, data: left });
  }

  private async withoutErased(stored: unknown): Promise<unknown> {
    const { data: result } = JobResult.safeParse(stored);
    const left = result && (await this.erasures.remainsOf(result));
    return left === result ? stored : left; // as it is in the store where nobody was erased from it
  }
}
