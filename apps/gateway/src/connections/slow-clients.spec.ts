import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Connection } from './open-connections';
import { LIMITS, SECOND, TestServer } from './test-server.fixture';

const post = (path: string, more = '') =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n${more}\r\n`;
const FORM = 'Content-Type: multipart/form-data; boundary=x\r\n';

describe('slow clients', () => {
  let server: TestServer;
  afterEach(() => server.stop());

  /** Sends so much each second, and waits until it has arrived. */
  async function drip(socket: { write(text: string): unknown }, bytesPerS: number, seconds: number) {
    for (let s = 0; s < seconds; s++) {
      const [{ socket: received }] = [...server.connections.all] as [Connection];
      const before = received.bytesRead;
      socket.write('x'.repeat(bytesPerS));
      await vi.waitFor(() => expect(received.bytesRead).toBe(before + bytesPerS));
      server.pass(SECOND);
    }
  }

  it('hear a problem when their body comes too slowly, and are cut off', async () => {
    server = await TestServer.start((request) => void request.resume());
    const client = await server.client();
    await server.ask(client, post('/v1/recognitions', FORM));
    await drip(client.socket, 50, 11);
    await client.closed;
    expect(client.heard).toMatch(/^HTTP\/1\.1 408 .*"code":"request-timeout"/s);
    expect(client.heard).toMatch(/\r\nConnection: close\r\n/);
    expect(await server.problems()).toEqual({ 'request-timeout': 1 });
  });

  it('are not those that keep the pace, until the time for such a body is over', async () => {
    server = await TestServer.start((request) => void request.resume());
    const client = await server.client();
    await server.ask(client, post('/v1/galleries', 'Content-Type: application/json\r\n'));
    await drip(client.socket, 120, 30);
    expect(client.heard).toBe('');
    server.pass(SECOND);
    await client.closed;
    expect(client.heard).toMatch(/^HTTP\/1\.1 408 /);
  });

  it.each([
    ['/v1/recognitions', FORM, LIMITS.bodyMs.images],
    ['/v1/batches', FORM, LIMITS.bodyMs.archive],
    ['/v1/galleries/staff/imports', 'Content-Type: application/zip\r\n', LIMITS.bodyMs.archive],
  ])('may take as long over %s as its kind of upload may need', async (path, type, limitMs) => {
    // It is we who do not read here: only the whole time counts.
    server = await TestServer.start(() => undefined);
    const client = await server.client();
    await server.ask(client, post(path, type) + 'some bytes');
    server.pass(limitMs);
    expect([...server.connections.all]).toHaveLength(1);
    server.pass(SECOND);
    await client.closed;
    expect(client.heard).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('are not those whose bytes we have not read yet', async () => {
    server = await TestServer.start(() => undefined);
    const client = await server.client();
    await server.ask(client, post('/v1/batches', FORM) + 'some bytes');
    server.pass(10 * LIMITS.paceWindowMs);
    expect(client.heard).toBe('');
  });

  it('have a moment to read the answer to an upload that was not wanted', async () => {
    server = await TestServer.start((_request, response) => void response.writeHead(401).end());
    const client = await server.client();
    await server.ask(client, post('/v1/batches', FORM));
    server.pass(LIMITS.lingerMs);
    await vi.waitFor(() => expect(client.heard).toMatch(/^HTTP\/1\.1 401 /));
    expect(client.socket.destroyed).toBe(false);
    server.pass(2 * SECOND);
    await client.closed;
  });

  it('are cut off when they do not read their answer', async () => {
    server = await TestServer.start((_request, response) => void response.end(Buffer.alloc(50e6)));
    const client = await server.client();
    client.socket.pause();
    await server.ask(client, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    server.pass(LIMITS.paceWindowMs);
    expect(server.connections.size).toBe(1);
    // What the kernel took on the way may have come in the first window.
    server.pass(2 * LIMITS.paceWindowMs);
    await vi.waitFor(() => expect(server.connections.size).toBe(0));
  });

  it('are not cut off in the middle of one large write that they read fast enough', async () => {
    const [sizeBytes, stepBytes] = [50e6, 10e6]; // more in a step than the kernel holds
    server = await TestServer.start((_request, response) => void response.end(Buffer.alloc(sizeBytes)));
    const client = await server.client();
    client.socket.pause();
    await server.ask(client, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    for (let goal = stepBytes; goal <= sizeBytes; goal += stepBytes) {
      server.pass(LIMITS.paceWindowMs);
      await Promise.race([client.readUntil(goal), client.closed]);
      expect(client.heard.length).toBeGreaterThanOrEqual(goal);
    }
  });

  it('cannot keep a connection by a byte now and then that begins no request', async () => {
    server = await TestServer.start((_request, response) => void response.end());
    const client = await server.client();
    server.pass(LIMITS.keepAliveMs + 2 * LIMITS.headersMs + SECOND);
    await client.closed;
  });
});
