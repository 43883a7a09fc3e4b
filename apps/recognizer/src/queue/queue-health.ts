import { Clock } from '@facefleet/platform';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SqsService } from '@ssut/nestjs-sqs';

/** When the queue last answered any consumer. Reads memory only. */
@Injectable()
export class QueueHealth implements OnApplicationBootstrap {
  private lastAnswerAtMs: number;

  constructor(
    @Inject(SqsService) private readonly sqs: SqsService,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.lastAnswerAtMs = clock.nowMs();
  }

  onApplicationBootstrap(): void {
    const answered = () => {
      this.lastAnswerAtMs = this.clock.nowMs();
    };
    for (const { instance } of this.sqs.consumers.values()) {
      instance.on('empty', answered);
      instance.on('message_received', answered);
    }
  }

  get silentMs(): number {
    return this.clock.nowMs() - this.lastAnswerAtMs;
  }
}
