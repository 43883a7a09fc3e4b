import { WebhookQueue } from '@facefleet/aws';
import { DeliveryMessage } from '@facefleet/contracts';
import { messageOf } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Deliverer } from './deliverer';

/** The part of an SQS message that we look at. */
export interface ReceivedMessage {
  Body?: string;
  ReceiptHandle?: string;
  Attributes?: { ApproximateReceiveCount?: string };
}

const MAX_IN_HAND = 64;
/** An endpoint that takes its time must not have all of them. */
const MAX_PER_WEBHOOK = 4;
/** Of two messages of one delivery the other is seen again when it is known what became of the first. */
const WAIT_FOR_TWIN_S = 1;
const LONGEST_WAIT_FOR_ROOM_S = 60;
const LONGEST_WAIT_AFTER_TROUBLE_S = 60;
/** Whatever is not answered by then is cut off at shutdown, and tried again by another gateway. */
const GRACE_MS = 3_000;

/**
 * Works on many deliveries at once, few of them for the same webhook: what is too much for a slow one goes back to the
 * queue for a while, so that it holds up nobody else.
 */
@Injectable()
export class Courier {
  private readonly logger = new Logger(Courier.name);
  private readonly inHand = new Set<Promise<void>>();
  private readonly deliveryIds = new Set<string>();
  private readonly perWebhook = new Map<string, number>();
  private readonly stopping = new AbortController();

  constructor(
    @Inject(Deliverer) private readonly deliverer: Deliverer,
    @Inject(WebhookQueue) private readonly queue: WebhookQueue,
  ) {}

  /** Resolves once there was room for the message. It is deleted or hidden when it has been dealt with. */
  async take(message: ReceivedMessage): Promise<void> {
    while (this.inHand.size >= MAX_IN_HAND) await Promise.race(this.inHand);
    const work = this.handle(message).finally(() => this.inHand.delete(work));
    this.inHand.add(work);
  }

  /** Resolves when nothing is in hand any more; to be called when nothing more is taken. */
  async finish(): Promise<void> {
    const all = Promise.all(this.inHand);
    await Promise.race([all, sleep(GRACE_MS, undefined, { ref: false })]);
    this.stopping.abort();
    await all;
  }

  /** Never rejects: a message that nobody speaks for comes back by itself. */
  private async handle({ Body = '', ReceiptHandle = '', Attributes }: ReceivedMessage): Promise<void> {
    const deliveries = Number(Attributes?.ApproximateReceiveCount ?? 1);
    try {
      const pauseS = await this.pauseAfter(Body, deliveries);
      if (pauseS === undefined) await this.queue.delete(ReceiptHandle);
      else await this.queue.hide(ReceiptHandle, pauseS);
    } catch (error) {
      this.logger.warn({ error: messageOf(error), deliveries }, 'a delivery goes back to the queue');
      const pauseS = Math.min(2 ** deliveries, LONGEST_WAIT_AFTER_TROUBLE_S);
      await this.queue.hide(ReceiptHandle, pauseS).catch(() => undefined);
    }
  }

  /** @returns seconds until the message is to be looked at again; undefined: never */
  private async pauseAfter(body: string, deliveries: number): Promise<number | undefined> {
    const message = DeliveryMessage.parse(JSON.parse(body));
    const { webhookId, deliveryId } = message;
    if (this.deliveryIds.has(deliveryId)) return WAIT_FOR_TWIN_S;
    const atWork = this.perWebhook.get(webhookId) ?? 0;
    if (atWork >= MAX_PER_WEBHOOK) return waitForRoomS(deliveries);
    this.perWebhook.set(webhookId, atWork + 1);
    this.deliveryIds.add(deliveryId);
    try {
      const verdict = await this.deliverer.deliver(message, this.stopping.signal);
      return verdict.kind === 'done' ? undefined : Math.max(1, Math.ceil(verdict.pauseMs / 1000));
    } finally {
      this.deliveryIds.delete(deliveryId);
      const left = (this.perWebhook.get(webhookId) ?? 1) - 1;
      if (left === 0) this.perWebhook.delete(webhookId);
      else this.perWebhook.set(webhookId, left);
    }
  }
}

/** Longer the more often there was none, and never the same for all that wait. */
function waitForRoomS(deliveries: number): number {
  const mostS = Math.min(2 ** deliveries, LONGEST_WAIT_FOR_ROOM_S);
  return Math.ceil(mostS * (0.5 + Math.random() / 2));
}
