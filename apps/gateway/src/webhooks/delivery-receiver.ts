import { messageOf } from '@facefleet/platform';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { SqsConsumerEventHandler, SqsMessageHandler, SqsService } from '@ssut/nestjs-sqs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Courier, type ReceivedMessage } from './courier';

export const DELIVERIES_CONSUMER = 'webhook-deliveries';
const LONGEST_PAUSE_MS = 1_000;
const LOOK_AGAIN_MS = 20;

/** The consumer of the webhook queue. It hands messages on and polls again; the courier says when one is done with. */
@Injectable()
export class DeliveryReceiver implements BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliveryReceiver.name);
  private pauseMs = 0;

  constructor(
    @Inject(Courier) private readonly courier: Courier,
    @Inject(SqsService) private readonly sqs: SqsService,
  ) {}

  /** @returns those that may be deleted at once: none */
  @SqsMessageHandler(DELIVERIES_CONSUMER, true)
  async handle(messages: ReceivedMessage[]): Promise<ReceivedMessage[]> {
    for (const message of messages) await this.courier.take(message);
    return [];
  }

  /** SQS cannot be reached. The consumer polls on at once, so the pause between polls is set from here. */
  @SqsConsumerEventHandler(DELIVERIES_CONSUMER, 'error')
  onError(error: Error): void {
    this.logger.warn({ error: messageOf(error), pauseMs: this.pauseMs }, 'the queue does not answer');
    this.pauseBetweenPolls(Math.min(Math.max(100, this.pauseMs * 2), LONGEST_PAUSE_MS));
  }

  @SqsConsumerEventHandler(DELIVERIES_CONSUMER, 'empty')
  onEmpty(): void {
    this.resume();
  }

  @SqsConsumerEventHandler(DELIVERIES_CONSUMER, 'message_received')
  onMessage(): void {
    this.resume();
  }

  /** `SqsService` has stopped the consumer; a poll that is under way may still bring messages. */
  async beforeApplicationShutdown(): Promise<void> {
    while (this.consumer?.status.isPolling) await sleep(LOOK_AGAIN_MS);
    await this.courier.finish();
  }

  private resume(): void {
    if (this.pauseMs > 0) this.pauseBetweenPolls(0);
  }

  private pauseBetweenPolls(pauseMs: number): void {
    this.pauseMs = pauseMs;
    this.consumer?.updateOption('pollingWaitTimeMs', pauseMs);
  }

  private get consumer() {
    return this.sqs.consumers.get(DELIVERIES_CONSUMER)?.instance;
  }
}
