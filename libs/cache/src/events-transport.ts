import { ClientRedis, type RedisOptions, ServerRedis } from '@nestjs/microservices';
import type { Redis } from 'ioredis';

/*
 * Nest's Redis transport says goodbye with QUIT, which waits for an answer: with Redis gone, for ever, and with it the
 * shutdown of the whole app. Here the connections are cut instead, after what was written has been sent.
 */

export class EventsClient extends ClientRedis {
  constructor(url: string) {
    super(optionsFor(url));
  }

  override close(): Promise<void> {
    this.isManuallyClosed = true;
    cut(this.pubClient, this.subClient);
    return Promise.resolve();
  }
}

export class EventsServer extends ServerRedis {
  constructor(url: string) {
    super(optionsFor(url));
  }

  /** May be called again after it failed. */
  override listen(callback: (error?: unknown, ...rest: unknown[]) => void): void {
    cut(this.pubClient, this.subClient);
    super.listen(callback);
  }

  override close(): Promise<void> {
    this.isManuallyClosed = true;
    cut(this.pubClient, this.subClient);
    return Promise.resolve();
  }
}

/** Under these the transport comes back after Redis was away for however long. */
function optionsFor(url: string): NonNullable<RedisOptions['options']> {
  const { hostname, port, username, password, protocol, pathname } = new URL(url);
  return {
    host: hostname,
    port: port === '' ? 6379 : Number(port),
    username: username === '' ? undefined : decodeURIComponent(username),
    password: password === '' ? undefined : decodeURIComponent(password),
    db: pathname.length > 1 ? Number(pathname.slice(1)) : undefined,
    tls: protocol === 'rediss:' ? {} : undefined,
    retryAttempts: 1e9,
    retryDelay: 500,
  };
}

/** Nest does not say of what type its clients are, nor whether they are there yet. */
function cut(...clients: unknown[]): void {
  for (const client of clients as (Redis | null | undefined)[]) client?.disconnect();
}
