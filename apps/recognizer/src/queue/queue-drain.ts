import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnModuleDestroy,
} from '@nestjs/common';
import { SqsService } from '@ssut/nestjs-sqs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Slots } from '../slots/slots';
import { Heartbeat } from '../worker/heartbeat';

const LOOK_AGAIN_MS = 20;

/**
 * SIGTERM: no further polls, every message in hand is finished, then the worker says `drained`.
 * A poll that is under way is not cut off: it may already hold a message, which would stay invisible for a while.
 */
@Injectable()
export class QueueDrain implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly logger = new Logger(QueueDrain.name);

  constructor(
    @Inject(SqsService) private readonly sqs: SqsService,
    @Inject(Slots) private readonly slots: Slots,
    @Inject(Heartbeat) private readonly heartbeat: Heartbeat,
  ) {}

  /** Nest calls this at the same time as the one of SqsService, which stops the consumers. */
  onModuleDestroy(): void {
    this.slots.close();
    this.heartbeat.enter('draining');
  }

  async beforeApplicationShutdown(): Promise<void> {
    const consumers = [...this.sqs.consumers.values()].map(({ instance }) => instance);
    while (consumers.some((consumer) => consumer.status.isPolling)) await sleep(LOOK_AGAIN_MS);
    this.heartbeat.enter('drained');
    this.logger.log('drained');
  }
}
