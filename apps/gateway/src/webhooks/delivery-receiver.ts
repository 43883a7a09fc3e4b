import { PollPause, untilPollsEnd } from '@facefleet/aws';
import { messageOf } from '@facefleet/platform';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { SqsConsumerEventHandler, SqsMessageHandler, SqsService } from '@ssut/nestjs-sqs';
import { Courier, type ReceivedMessage } from './courier';

export const DELIVERIES_CONSUMER = 'webhook-deliveries';

/** The consumer of the webhook queue. It hands messages on and polls again; the courier says when one is done with. */
@Injectable()
export class DeliveryReceiver implements BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliveryReceiver.name);
  private readonly pause = new PollPause(() => this.consumer);

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
    const pauseMs = this.pause.lengthen();
    this.logger.warn({ error: messageOf(error), pauseMs }, 'the queue does not answer');
  }

  @SqsConsumerEventHandler(DELIVERIES_CONSUMER, 'empty')
  onEmpty(): void {
    this.pause.end();
  }

  @SqsConsumerEventHandler(DELIVERIES_CONSUMER, 'message_received')
  onMessage(): void {
    this.pause.end();
  }

  /** `SqsService` has stopped the consumer; a poll that is under way may still bring messages. */
  async beforeApplicationShutdown(): Promise<void> {
    await untilPollsEnd([this.consumer]);
    await this.courier.finish();
  }

  private get consumer() {
    return this.sqs.consumers.get(DELIVERIES_CONSUMER)?.instance;
  }
}
