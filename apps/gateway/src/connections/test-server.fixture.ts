import { Metrics } from '@facefleet/telemetry';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { answerMalformedRequests } from './malformed-requests';
import { OpenConnections } from './open-connections';
import { Refusals } from './refusals';
import { SlowClients } from './slow-clients';
import { GatewayMetrics } from '../telemetry/gateway-metrics';
import type { ConnectionLimits } from './connection-limits';

export const SECOND = 1_000;
export const LIMITS: ConnectionLimits = {
  headersMs: 5 * SECOND,
  bodyMs: { json: 30 * SECOND, images: 100 * SECOND, archive: 1_000 * SECOND },
  minBytesPerS: 100,
  paceWindowMs: 10 * SECOND,
  lingerMs: 3 * SECOND,
  maxConnections: 3,
  keepAliveMs: 60 * SECOND,
  lookEveryMs: SECOND,
};

/** A server that is held to `LIMITS`, by a clock that goes when it is told to. */
export class TestServer {
  atMs = 0;
  refused = 0;
  private readonly metrics = new Metrics({});
  readonly connections: OpenConnections;
  private readonly slowClients: SlowClients;
  private readonly clients = new Set<TestClient>();

  private constructor(private readonly server: Server) {
    const nowMs = () => this.atMs;
    this.connections = new OpenConnections(server, LIMITS.maxConnections, () => this.refused++, nowMs);
    const refusals = new Refusals(new GatewayMetrics(this.metrics));
    answerMalformedRequests(server, this.connections, refusals);
    this.slowClients = new SlowClients(this.connections, LIMITS, refusals, nowMs);
  }

  static async start(answer: RequestListener): Promise<TestServer> {
    const server = createServer(answer);
    const limited = new TestServer(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return limited;
  }

  /** What `facefleet_problems_total` says, by code. */
  async problems(): Promise<Record<string, number>> {
    const { values } = await this.metrics.registry.getSingleMetric('facefleet_problems_total')!.get();
    return Object.fromEntries(values.map(({ labels, value }) => [String(labels.code), value] as const));
  }

  /** A client whose connection the server has seen. */
  async client(): Promise<TestClient> {
    const { port } = this.server.address() as AddressInfo;
    const seen = once(this.server, 'connection');
    const socket = connect(port, '127.0.0.1');
    const client = new TestClient(socket);
    this.clients.add(client);
    await seen;
    return client;
  }

  /** Sends, and waits until the server has a request of it. */
  async ask(client: TestClient, text: string): Promise<void> {
    const asked = once(this.server, 'request');
    client.socket.write(text);
    await asked;
  }

  /** Looks each second, as the gateway does. */
  pass(ms: number): void {
    for (const endMs = this.atMs + ms; this.atMs < endMs;) {
      this.atMs += SECOND;
      this.slowClients.look();
    }
  }

  async stop(): Promise<void> {
    for (const { socket } of this.clients) socket.destroy();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

export class TestClient {
  heard = '';
  /** Resolves once the server has closed. */
  readonly closed: Promise<unknown>;

  constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => (this.heard += chunk.toString('latin1')));
    socket.on('error', () => undefined); // a reset is an end, too
    this.closed = new Promise((resolve) => socket.once('close', resolve));
  }

  /** Reads until it has so many bytes, or few more, and pauses. */
  readUntil(bytes: number): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.heard.length < bytes) return;
        this.socket.off('data', look).pause();
        resolve();
      };
      this.socket.on('data', look).resume();
    });
  }
}
