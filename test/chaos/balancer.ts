import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const CHECK_EVERY_MS = 500;
const CHECK_TIMEOUT_MS = 1_500;
const FAILURES_UNTIL_OUT = 2;

interface Upstream {
  port: number;
  failures: number;
  sockets: Set<Socket>;
}

/**
 * The load balancer in front of the gateways: connections go round those that are ready. One that fails its health
 * checks loses its connections, and gets no further ones until it answers again.
 */
export class Balancer {
  private readonly upstreams: Upstream[];
  private readonly server: Server;
  private readonly checks = new AbortController();
  private turn = 0;

  private constructor(ports: number[]) {
    this.upstreams = ports.map((port) => ({ port, failures: 0, sockets: new Set() }));
    this.server = createServer((client) => this.forward(client, this.upstreams.length));
  }

  static async start(ports: number[]): Promise<Balancer> {
    const balancer = new Balancer(ports);
    balancer.server.listen(0, '127.0.0.1');
    await once(balancer.server, 'listening');
    for (const upstream of balancer.upstreams) void balancer.watch(upstream);
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.checks.abort();
    for (const { sockets } of this.upstreams) for (const socket of sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private forward(client: Socket, attempts: number): void {
    client.on('error', () => client.destroy());
    const upstream = this.next();
    if (!upstream || attempts === 0) {
      client.destroy();
      return;
    }
    const server = connect({ port: upstream.port, host: '127.0.0.1' });
    const refused = () => {
      upstream.failures++;
      this.forward(client, attempts - 1);
    };
    server.once('error', refused);
    server.once('connect', () => {
      server.off('error', refused);
      for (const [socket, peer] of [
        [client, server],
        [server, client],
      ] as const) {
        upstream.sockets.add(socket);
        socket.on('error', () => peer.destroy());
        socket.once('close', () => {
          upstream.sockets.delete(socket);
          peer.destroy();
        });
        socket.pipe(peer);
      }
    });
  }

  private next(): Upstream | undefined {
    const ready = this.upstreams.filter(({ failures }) => failures < FAILURES_UNTIL_OUT);
    return ready[this.turn++ % Math.max(1, ready.length)];
  }

  private async watch(upstream: Upstream): Promise<void> {
    const { signal } = this.checks;
    while (!signal.aborted) {
      if (await isReady(upstream.port)) upstream.failures = 0;
      else if (++upstream.failures === FAILURES_UNTIL_OUT)
        for (const socket of upstream.sockets) socket.destroy();
      await sleep(CHECK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS);
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
