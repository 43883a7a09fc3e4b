import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MAX_UNANSWERED } from './open-connections';
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

describe('requests on one connection', () => {
  it('are refused with their connection where too many wait for their answers', async () => {
    let asked = 0;
    const server = await TestServer.start((request) => {
      if (!request.socket.destroyed) asked++;
    });
    const client = await server.client();
    client.socket.write(GET.repeat(1_000));
    await client.closed;
    expect(asked).toBe(MAX_UNANSWERED);
    expect(client.heard).toBe('');
    await server.stop();
  });

  it('may be as many as one likes, one after the other', async () => {
    const server = await TestServer.start((_request, response) => void response.end('.'));
    const client = await server.client();
    const answers = () => client.heard.split('HTTP/1.1 200').length - 1;
    for (let n = 1; n <= 3 * MAX_UNANSWERED; n++) {
      client.socket.write(GET);
      await vi.waitFor(() => expect(answers()).toBe(n), { interval: 1 });
    }
    await server.stop();
  });
});

describe('a body that ends in the middle', () => {
  it('is aborted for whoever reads it when its client goes', async () => {
    let told: Error | undefined;
    const server = await TestServer.start((request) => {
      request.on('error', (error) => (told = error)).resume();
    });
    const client = await server.client();
    await server.ask(client, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf');
    client.socket.destroy();
    await vi.waitFor(() => expect(told).toMatchObject({ code: 'ECONNRESET' }));
    await server.stop();
  });
});
