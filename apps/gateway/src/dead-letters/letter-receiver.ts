import { PollPause, untilPollsEnd } from '@facefleet/aws';
import { messageOf } from '@facefleet/platform';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnModuleDestroy,
  type Type,
} from '@nestjs/common';
import { SqsConsumerEventHandler, SqsMessageHandler, SqsService } from '@ssut/nestjs-sqs';
import type { LetterQueue } from './dead-letter';
import { LetterReader } from './letter-reader';
import type { ReceivedLetter } from './read-letter';

export const consumerOf = (queue: LetterQueue): string => `dead-letters-${queue}`;

/** The consumer of a dead-letter queue. Returning deletes a letter, throwing gives it back to its queue. */
export function letterReceiver(queue: LetterQueue): Type<unknown> {
  const name = consumerOf(queue);

  @Injectable()
  class LetterReceiver implements OnModuleDestroy, BeforeApplicationShutdown {
    private readonly logger = new Logger(`LetterReceiver ${queue}`);
    private readonly pause = new PollPause(() => this.consumer);
    private readonly stopping = new AbortController();

    constructor(
      @Inject(LetterReader) private readonly reader: LetterReader,
      @Inject(SqsService) private readonly sqs: SqsService,
    ) {}

    @SqsMessageHandler(name)
    async handle(letter: ReceivedLetter): Promise<void> {
      await this.reader.read(queue, letter, this.stopping.signal);
    }

    @SqsConsumerEventHandler(name, 'processing_error')
    onProcessingError(error: Error): void {
      this.logger.error({ error: messageOf(error) }, 'a dead letter goes back to its queue');
    }

    /** SQS cannot be reached. The consumer polls on at once, so the pause between polls is set from here. */
    @SqsConsumerEventHandler(name, 'error')
    onError(error: Error, letter?: unknown): void {
      if (letter !== undefined) {
        this.logger.warn({ error: messageOf(error) }, 'a dead letter could not be deleted: it comes again');
        return;
      }
      const pauseMs = this.pause.lengthen();
      this.logger.warn({ error: messageOf(error), pauseMs }, 'the dead-letter queue does not answer');
    }

    @SqsConsumerEventHandler(name, 'empty')
    onEmpty(): void {
      this.pause.end();
    }

    @SqsConsumerEventHandler(name, 'message_received')
    onMessage(): void {
      this.pause.end();
    }

    onModuleDestroy(): void {
      this.stopping.abort();
    }

    /** `SqsService` has stopped the consumer; what it holds is done. */
    async beforeApplicationShutdown(): Promise<void> {
      await untilPollsEnd([this.consumer]);
    }

    private get consumer() {
      return this.sqs.consumers.get(name)?.instance;
    }
  }
  return LetterReceiver;
}
