import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly beganAtMs: number;
  /** Set once it is seen to be answered while its body still comes. */
  answeredAtMs?: number;
}

export interface Connection {
  readonly socket: Socket;
  /** Not answered to the end, or not received to the end; in their order. */
  readonly exchanges: Set<Exchange>;
  /** Since when nothing is being asked; undefined while something is. */
  idleSinceMs: number | undefined;
  hasBeenUsed: boolean;
}

/**
 * Requests on one connection that wait for their answers. Hardly anybody sends the next one before the answer to the last;
 * but one packet holds a thousand, all of which would be answered into memory for somebody who reads nothing.
 */
export const MAX_UNANSWERED = 16;

/**
 * The connections of a server and what is going on in each. When there are too many, the one goes in which nothing was ever
 * asked, then the one that is idle for longest: whoever only holds connections cannot shut out those who ask.
 */
export class OpenConnections {
  private readonly bySocket = new Map<Socket, Connection>();

  /** @param onRefused a connection had to go although it was at work or had just come */
  constructor(
    server: Server,
    private readonly maxConnections: number,
    private readonly onRefused: () => void,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    server.on('connection', (socket: Socket) => this.opened(socket));
    // Before anybody answers: what is destroyed here is not to be answered, see `LimitedHttpAdapter`.
    server.prependListener('request', (request, response) => this.asked(request, response));
  }

  get all(): Iterable<Connection> {
    return this.bySocket.values();
  }

  get size(): number {
    return this.bySocket.size;
  }

  of(socket: Socket): Connection | undefined {
    return this.bySocket.get(socket);
  }

  /** Forgets what is over. A body may end after its answer, and says so to nobody. */
  settle(connection: Connection): void {
    for (const exchange of connection.exchanges) {
      const isAnswered = exchange.response.writableFinished || exchange.response.destroyed;
      if (isAnswered && exchange.request.complete) connection.exchanges.delete(exchange);
    }
    if (connection.exchanges.size === 0) connection.idleSinceMs ??= this.nowMs();
  }

  private opened(socket: Socket): void {
    if (this.bySocket.size >= this.maxConnections && !this.makeRoom()) {
      socket.destroy();
      this.onRefused();
      return;
    }
    const connection: Connection = {
      socket,
      exchanges: new Set(),
      idleSinceMs: this.nowMs(),
      hasBeenUsed: false,
    };
    this.bySocket.set(socket, connection);
    socket.once('close', () => {
      this.bySocket.delete(socket);
      abortBodies(connection);
    });
  }

  private asked(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.bySocket.get(request.socket);
    if (connection === undefined) return;
    if (connection.exchanges.size >= MAX_UNANSWERED) this.settle(connection);
    if (connection.exchanges.size >= MAX_UNANSWERED) {
      connection.socket.destroy();
      return;
    }
    const exchange: Exchange = { request, response, beganAtMs: this.nowMs() };
    connection.exchanges.add(exchange);
    connection.hasBeenUsed = true;
    connection.idleSinceMs = undefined;
    response.once('close', () => this.settle(connection));
  }

  private makeRoom(): boolean {
    let least: Connection | undefined;
    for (const connection of this.bySocket.values()) {
      if (connection.idleSinceMs === undefined) continue;
      if (!connection.hasBeenUsed) {
        least = connection; // those who came first stand first
        break;
      }
      if (connection.idleSinceMs < (least?.idleSinceMs ?? Infinity)) least = connection;
    }
    if (least === undefined) return false;
    this.bySocket.delete(least.socket);
    least.socket.destroy();
    return true;
  }
}

/**
 * Node aborts a body that does not end with its connection only where its request was not answered yet: whoever reads one
 * that was refused half-way would wait for ever.
 */
function abortBodies({ exchanges }: Connection): void {
  for (const { request } of exchanges)
    if (!request.complete) request.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
}
