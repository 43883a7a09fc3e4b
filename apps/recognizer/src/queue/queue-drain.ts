import { type PollingSqs, untilPollsEnd } from '@facefleet/aws';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnModuleDestroy,
} from '@nestjs/common';
import { SqsService } from '@ssut/nestjs-sqs';
import { Slots } from '../slots/slots';
import { Heartbeat } from '../worker/heartbeat';

/** Injection token of the `PollingSqs` that all consumers ask. */
export const POLLING_SQS = Symbol('polling SQS');

/** SIGTERM: no further polls, every message in hand is finished, then the worker says `drained`. */
@Injectable()
export class QueueDrain implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly logger = new Logger(QueueDrain.name);

  constructor(
    @Inject(SqsService) private readonly sqs: SqsService,
    @Inject(POLLING_SQS) private readonly polling: PollingSqs,
    @Inject(Slots) private readonly slots: Slots,
    @Inject(Heartbeat) private readonly heartbeat: Heartbeat,
  ) {}

  /** Nest calls this at the same time as the one of SqsService, which stops the consumers. */
  onModuleDestroy(): void {
    this.polling.stop();
    this.slots.close();
    this.heartbeat.enter('draining');
  }

  async beforeApplicationShutdown(): Promise<void> {
    await untilPollsEnd([...this.sqs.consumers.values()].map(({ instance }) => instance));
    this.heartbeat.enter('drained');
    this.logger.log('drained');
  }
}
