import type { Socket } from 'node:net';
import { bodyLimitMs } from './body-limit';
import type { ConnectionLimits } from './connection-limits';
import type { Connection, Exchange, OpenConnections } from './open-connections';
import { Pace } from './pace';
import type { Refusals } from './refusals';

interface Paces {
  sending: Pace;
  reading: Pace;
}

/** Ends what a client keeps open by sending or reading too slowly. Looks at counters only: no stream is touched. */
export class SlowClients {
  private readonly paces = new WeakMap<Connection, Paces>();

  constructor(
    private readonly connections: OpenConnections,
    private readonly limits: ConnectionLimits,
    private readonly refuse: Refusals,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  look(): void {
    const nowMs = this.nowMs();
    for (const connection of this.connections.all) {
      this.connections.settle(connection);
      if (this.readsTooSlowly(connection, nowMs) || this.isIdleForTooLong(connection, nowMs)) {
        connection.socket.destroy();
        continue;
      }
      const incoming = lastOf(connection.exchanges);
      if (incoming !== undefined) this.judgeBody(connection, incoming, nowMs);
    }
  }

  private readsTooSlowly(connection: Connection, nowMs: number): boolean {
    const { socket } = connection;
    return this.pacesOf(connection).reading.isTooSlow(nowMs, takenBytes(socket), socket.writableLength > 0);
  }

  /** Node ends idle connections, too; but a byte now and then, which begins no request, would keep them. */
  private isIdleForTooLong({ idleSinceMs }: Connection, nowMs: number): boolean {
    const { keepAliveMs, headersMs } = this.limits;
    return idleSinceMs !== undefined && nowMs - idleSinceMs > keepAliveMs + 2 * headersMs;
  }

  private judgeBody(connection: Connection, exchange: Exchange, nowMs: number): void {
    const { request, response, beganAtMs } = exchange;
    const { sending } = this.pacesOf(connection);
    // What lies unread here is for us to read: it is not the client that is waited for.
    const isAwaited = !request.complete && request.readableLength === 0;
    const isTooSlow = sending.isTooSlow(nowMs, connection.socket.bytesRead, isAwaited);
    if (request.complete) return;
    if (response.writableEnded) {
      exchange.answeredAtMs ??= nowMs;
      if (nowMs - exchange.answeredAtMs > this.limits.lingerMs) connection.socket.destroy();
    } else if (isTooSlow || nowMs - beganAtMs > bodyLimitMs(request, this.limits)) {
      if (response.headersSent) connection.socket.destroy();
      else this.refuse.request(response, 'request-timeout', SLOW_BODY);
    }
  }

  private pacesOf(connection: Connection): Paces {
    let paces = this.paces.get(connection);
    if (paces === undefined) {
      paces = { sending: new Pace(this.limits), reading: new Pace(this.limits) };
      this.paces.set(connection, paces);
    }
    return paces;
  }
}

const SLOW_BODY = 'The body came too slowly or did not end in time. Send it again on a better line.';

/**
 * What the operating system has taken of what was written. Node's own counters move once a write has ended, which one of
 * many megabytes does not for minutes: how far it is, only the socket's handle knows.
 */
function takenBytes(socket: Socket): number {
  const { _handle: handle } = socket as Socket & {
    _handle?: { bytesWritten: number; writeQueueSize: number };
  };
  return handle ? handle.bytesWritten - handle.writeQueueSize : socket.bytesWritten;
}

/** Only the last of a connection can be incomplete. */
function lastOf<T>(items: Iterable<T>): T | undefined {
  let last: T | undefined;
  for (const item of items) last = item;
  return last;
}
