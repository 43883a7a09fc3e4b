import { messageOf } from '@facefleet/platform';
import {
  type BeforeApplicationShutdown,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { NotOurTurn } from './turn';

/** Work that goes on beside the requests, round after round, until the gateway ends. A round that fails is not the last one. */
export abstract class BackgroundLoop
  implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown
{
  protected readonly logger = new Logger(this.constructor.name);
  private readonly stop = new AbortController();
  private loop: Promise<void> = Promise.resolve();

  onApplicationBootstrap(): void {
    this.loop = this.run();
  }

  onModuleDestroy(): void {
    this.stop.abort();
  }

  /** The round that is under way is waited for. */
  beforeApplicationShutdown(): Promise<void> {
    return this.loop;
  }

  /** What the log says of a round that failed. */
  protected abstract readonly failure: string;

  /** Before each round, the first included. */
  protected abstract pause(isFirst: boolean): Promise<void>;

  protected abstract round(): Promise<void>;

  /** Aborted once no further round is to begin. */
  protected get stopped(): AbortSignal {
    return this.stop.signal;
  }

  /** Ends early when the gateway does, or when it is woken. */
  protected async rest(ms: number, ...woken: AbortSignal[]): Promise<void> {
    const signal = AbortSignal.any([this.stopped, ...woken]);
    await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  }

  private async run(): Promise<void> {
    for (let isFirst = true; ; isFirst = false) {
      await this.pause(isFirst);
      if (this.stopped.aborted) return;
      await this.round().catch((error: unknown) => {
        if (this.stopped.aborted || error instanceof NotOurTurn) return;
        this.logger.warn({ error: messageOf(error) }, this.failure);
      });
    }
  }
}
