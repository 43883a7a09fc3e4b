import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Interpreter } from './interpreter';
import { Keyspace } from './keyspace';
import { ProtocolError, RequestReader } from './request-reader';
import { CommandError, encodeReply, type Reply } from './resp';
import { Session } from './session';
import { Subscriptions } from './subscriptions';

export interface StandinLimits {
  /** Keys and values above this push out the oldest. */
  maxBytes: number;
  /** A client that sends a longer request is cut off. */
  maxRequestBytes: number;
  /** A listener that does not read the messages it is sent is cut off at this much, as Redis does. */
  maxUnsentBytes: number;
}

const MIB = 2 ** 20;
const DEFAULT_LIMITS: StandinLimits = {
  maxBytes: 128 * MIB,
  maxRequestBytes: 64 * MIB,
  maxUnsentBytes: 32 * MIB,
};
const EXPIRY_SWEEP_INTERVAL_MS = 10_000;

/**
 * Speaks as much of Redis' protocol (RESP2) as Facefleet's cache and events need, for machines without a Redis.
 * In memory only, one database, no password: listens on 127.0.0.1.
 */
export class RedisStandin {
  private readonly sockets = new Set<Socket>();
  private readonly subscriptions = new Subscriptions();
  private readonly keyspace: Keyspace;
  private readonly interpreter: Interpreter;
  private readonly limits: StandinLimits;
  private readonly server = createServer((socket) => this.serve(socket));
  private sweep: NodeJS.Timeout | undefined;
  private lastSessionId = 0;

  constructor(limits: Partial<StandinLimits> = {}, nowMs: () => number = Date.now) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.keyspace = new Keyspace(nowMs, this.limits.maxBytes);
    this.interpreter = new Interpreter(this.keyspace, this.subscriptions, nowMs);
  }

  /** @param port 0 for any free one @returns the port */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
    this.sweep = setInterval(() => this.keyspace.dropExpired(), EXPIRY_SWEEP_INTERVAL_MS);
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    clearInterval(this.sweep);
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.setNoDelay(true);
    const reader = new RequestReader(this.limits.maxRequestBytes);
    const session: Session = new Session(
      ++this.lastSessionId,
      (reply) => this.send(socket, session, reply),
      () => socket.end(),
    );
    socket.on('data', (chunk) => {
      socket.cork(); // the answers to one chunk of pipelined requests leave together
      try {
        for (const request of reader.read(chunk)) this.interpreter.execute(request, session);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        this.send(socket, session, new CommandError(`ERR Protocol error: ${error.message}`));
        socket.destroySoon();
      } finally {
        socket.uncork();
      }
      if (socket.writableNeedDrain) socket.pause(); // who does not read its answers may ask no more
    });
    socket.on('drain', () => socket.resume());
    socket.on('error', () => socket.destroy()); // a reset connection is a closed one
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.subscriptions.forget(session);
    });
  }

  private send(socket: Socket, session: Session, reply: Reply): void {
    if (!socket.writable) return;
    socket.write(encodeReply(reply));
    if (session.subscriptionCount > 0 && socket.writableLength > this.limits.maxUnsentBytes) socket.destroy();
  }
}
