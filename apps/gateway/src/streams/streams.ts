import { ExpectedError } from '@facefleet/platform';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Response } from 'express';
import { bearerOf } from '../auth/bearer';
import { Principals } from '../auth/principals';
import { EventStream } from './event-stream';

/** Streams may last for hours: so often it is looked whether their keys are still good. */
export const CHECK_KEY_EVERY_MS = 5_000;
const KEY_IS_OVER = ['key-invalid', 'key-expired'];

/**
 * The open event streams of this process. One ends soon after its key was revoked or has expired, and at shutdown all end
 * at once: their clients connect again elsewhere.
 */
@Injectable()
export class Streams implements OnModuleDestroy {
  private readonly open = new Set<EventStream>();
  private stopping = false;

  constructor(@Inject(Principals) private readonly principals: Principals) {}

  /** Begins the answer: whatever can still fail with a status of its own must have been checked before. */
  start(response: Response): EventStream {
    const stream = new EventStream(response);
    this.open.add(stream);
    stream.closed.addEventListener('abort', () => this.open.delete(stream), { once: true });
    if (stream.closed.aborted) this.open.delete(stream);
    else this.endWithKey(stream, bearerOf(response.req));
    if (this.stopping) stream.end();
    return stream;
  }

  onModuleDestroy(): void {
    this.stopping = true;
    for (const stream of this.open) stream.end();
  }

  private endWithKey(stream: EventStream, secret: string | undefined): void {
    if (secret === undefined) return;
    const look = () =>
      this.principals.identify(secret).catch((error: unknown) => {
        if (error instanceof ExpectedError && KEY_IS_OVER.includes(error.code)) stream.end();
      });
    const timer = setInterval(() => void look(), CHECK_KEY_EVERY_MS);
    stream.closed.addEventListener('abort', () => clearInterval(timer), { once: true });
  }
}
