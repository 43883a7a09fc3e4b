import { MAX_RECEIVE_COUNT, type MessageAttributes, PollPause, traceCarrierOf } from '@facefleet/aws';
import { messageOf } from '@facefleet/platform';
import { traced } from '@facefleet/telemetry';
import { Inject, Injectable, Logger, type Type } from '@nestjs/common';
import { SqsConsumerEventHandler, SqsMessageHandler, SqsService } from '@ssut/nestjs-sqs';
import { JobRunner } from '../jobs/job-runner';
import { OrderedAnalyser } from '../slots/ordered-analyser';
import { type Priority, Slots, type Turn } from '../slots/slots';
import { WorkerMetrics } from '../telemetry/worker-metrics';
import { WorkerStatus } from '../worker/worker-status';

/** The part of an SQS message that we look at. */
interface ReceivedMessage {
  Body?: string;
  MessageAttributes?: MessageAttributes;
  Attributes?: { ApproximateReceiveCount?: string; SentTimestamp?: string };
}

/**
 * One consumer of a queue, which handles one message at a time. A worker has several, so that a slow image holds
 * up nobody and the next image is fetched while the last one is analysed.
 *
 * Returning acknowledges the message; throwing gives it back to the queue.
 */
export function receiver(name: string, priority: Priority): Type<unknown> {
  @Injectable()
  class Receiver {
    private readonly logger = new Logger(`Receiver ${name}`);
    private readonly pause = new PollPause(() => this.sqs.consumers.get(name)?.instance);

    constructor(
      @Inject(JobRunner) private readonly jobs: JobRunner,
      @Inject(Slots) private readonly slots: Slots,
      @Inject(OrderedAnalyser) private readonly analyser: OrderedAnalyser,
      @Inject(WorkerStatus) private readonly status: WorkerStatus,
      @Inject(SqsService) private readonly sqs: SqsService,
      @Inject(WorkerMetrics) private readonly metrics: WorkerMetrics,
    ) {}

    @SqsMessageHandler(name)
    async handle(message: ReceivedMessage): Promise<void> {
      const deliveries = Number(message.Attributes?.ApproximateReceiveCount ?? 1);
      const run = (turn: Turn) => {
        const analyser = this.analyser.inTurn(turn);
        return this.jobs.run(message.Body ?? '', deliveries, deliveries >= MAX_RECEIVE_COUNT, analyser);
      };
      const from = traceCarrierOf(message);
      await this.status.whileBusy(
        () => traced('process', { kind: 'receives', from }, () => this.slots.forMessage(priority, run)),
        sentAtMs(message),
      );
    }

    @SqsConsumerEventHandler(name, 'processing_error')
    onProcessingError(error: Error, message: ReceivedMessage): void {
      this.metrics.messageReturned();
      const deliveries = Number(message.Attributes?.ApproximateReceiveCount ?? 1);
      this.logger.error({ deliveries, error: messageOf(error) }, 'a message goes back to the queue');
    }

    /** SQS cannot be reached. The consumer polls on at once, so the pause between polls is set from here. */
    @SqsConsumerEventHandler(name, 'error')
    onError(error: Error, message?: unknown): void {
      if (message !== undefined) {
        // A delete or a visibility change that failed: the message will be delivered again.
        this.logger.warn({ error: messageOf(error) }, 'a message could not be acknowledged');
        return;
      }
      const pauseMs = this.pause.lengthen();
      this.logger.warn({ error: messageOf(error), pauseMs }, 'the queue does not answer');
    }

    @SqsConsumerEventHandler(name, 'empty')
    onEmpty(): void {
      this.pause.end();
    }

    @SqsConsumerEventHandler(name, 'message_received')
    onMessage(): void {
      this.pause.end();
    }
  }
  return Receiver;
}

/** By the clock of SQS [Unix time, ms]; a message that is tried again keeps it. */
function sentAtMs({ Attributes }: ReceivedMessage): number | undefined {
  const atMs = Number(Attributes?.SentTimestamp);
  return Number.isSafeInteger(atMs) && atMs > 0 ? atMs : undefined;
}

/** Seconds until a message that failed is tried again: 2, 8, 32, 60 by how often it was delivered. */
export function retryDelayS([message]: ReceivedMessage[]): number {
  const deliveries = Number(message?.Attributes?.ApproximateReceiveCount ?? 1);
  return Math.min(2 * 4 ** (deliveries - 1), 60);
}
