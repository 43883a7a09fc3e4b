import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LIMITS, TestServer } from './test-server.fixture';

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

describe('connections, when all are taken', () => {
  let server: TestServer;
  /** Of requests that nobody has answered. */
  let waiting: ServerResponse[];

  beforeEach(async () => {
    waiting = [];
    server = await TestServer.start((_request, response) => void waiting.push(response));
  });
  afterEach(() => server.stop());

  const busy = async () => {
    const client = await server.client();
    await server.ask(client, GET);
    return client;
  };
  const idle = async () => {
    const client = await busy();
    server.atMs += 1;
    waiting.pop()?.end();
    await vi.waitFor(() => expect(client.heard).toMatch(/^HTTP\/1\.1 200/));
    return client;
  };

  it('one goes that never asked anything, before one that is idle', async () => {
    const used = await idle();
    const unused = await server.client();
    await busy();
    const next = await busy();
    await unused.closed;
    expect([used.socket.destroyed, next.socket.destroyed]).toEqual([false, false]);
    expect(server.refused).toBe(0);
  });

  it('the one goes that has been idle for longest', async () => {
    const [first, second] = [await idle(), await idle()];
    await busy();
    await busy();
    await first.closed;
    expect(second.socket.destroyed).toBe(false);
  });

  it('a new one is refused where all others are at work', async () => {
    for (let n = 0; n < LIMITS.maxConnections; n++) await busy();
    const late = await server.client();
    await late.closed;
    expect(server.refused).toBe(1);
    expect(server.connections.size).toBe(LIMITS.maxConnections);
  });
});
