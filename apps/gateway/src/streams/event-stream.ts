import type { Response } from 'express';
import { auditEntryOf } from '../audit/audit-entry';

/** Below the idle time-outs of proxies, which see no traffic in a quiet stream. */
export const HEARTBEAT_MS = 15_000;
/** How long a client is asked to wait before it connects again. */
const RETRY_MS = 2_000;
/** A client that reads more slowly than we write must not fill the memory. */
const MAX_UNREAD_BYTES = 1 << 20;

export interface StreamEvent {
  event: string;
  /** What a client that connects again sends as `Last-Event-ID`. */
  id?: string;
  /** Sent as JSON. */
  data: unknown;
}

/** One answer as Server-Sent Events (HTML standard, section 9.2). Ends by `end`, or when its client goes. */
export class EventStream {
  private readonly over = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;

  constructor(private readonly response: Response) {
    response.status(200);
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Accel-Buffering', 'no'); // nginx would hold events back until its buffer is full
    this.heartbeat = setInterval(() => this.write(':\n\n'), HEARTBEAT_MS);
    response.once('close', () => this.stop());
    response.once('error', () => this.stop());
    if (response.destroyed) this.stop(); // gone before we came to it
    response.flushHeaders();
    this.write(`retry: ${RETRY_MS}\n\n`);
  }

  /** Aborted once the stream is over, whoever ended it. */
  get closed(): AbortSignal {
    return this.over.signal;
  }

  send({ event, id, data }: StreamEvent): void {
    auditEntryOf(this.response.req)?.told(data);
    const idLine = id === undefined ? '' : `id: ${id}\n`;
    this.write(`event: ${event}\n${idLine}data: ${JSON.stringify(data)}\n\n`);
  }

  end(): void {
    if (this.closed.aborted) return;
    this.stop();
    this.response.end();
  }

  private write(text: string): void {
    if (this.closed.aborted) return;
    this.response.write(text);
    if (this.response.writableLength > MAX_UNREAD_BYTES) this.response.destroy();
  }

  private stop(): void {
    clearInterval(this.heartbeat);
    this.over.abort();
  }
}
