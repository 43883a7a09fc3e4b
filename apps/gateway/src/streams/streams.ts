import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Response } from 'express';
import { EventStream } from './event-stream';

/** The open event streams of this process. At shutdown they end at once: their clients connect again elsewhere. */
@Injectable()
export class Streams implements OnModuleDestroy {
  private readonly open = new Set<EventStream>();
  private stopping = false;

  /** Begins the answer: whatever can still fail with a status of its own must have been checked before. */
  start(response: Response): EventStream {
    const stream = new EventStream(response);
    this.open.add(stream);
    stream.closed.addEventListener('abort', () => this.open.delete(stream), { once: true });
    if (stream.closed.aborted) this.open.delete(stream);
    if (this.stopping) stream.end();
    return stream;
  }

  onModuleDestroy(): void {
    this.stopping = true;
    for (const stream of this.open) stream.end();
  }
}
