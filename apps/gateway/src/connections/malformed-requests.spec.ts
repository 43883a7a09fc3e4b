import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TestServer } from './test-server.fixture';

describe('what is no HTTP', () => {
  let server: TestServer;
  let answerNow: boolean;

  beforeEach(async () => {
    answerNow = false;
    server = await TestServer.start((request, response) => {
      request.on('error', () => undefined).resume();
      if (answerNow) response.end('fine');
    });
  });
  afterEach(() => server.stop());

  const answerTo = async (text: string) => {
    const client = await server.client();
    client.socket.write(text);
    await client.closed;
    return client.heard;
  };

  it.each([
    ['an unknown method', 'FETCH / HTTP/1.1\r\n\r\n', 400, 'request-invalid'],
    [
      'headers that are too long',
      `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    [
      'two statements of the length',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'request-invalid',
    ],
    [
      'a chunk without a size',
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n',
      400,
      'request-invalid',
    ],
    [
      'extensions of chunks without an end',
      `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}\r\n`,
      413,
      'request-too-large',
    ],
  ])('is answered with a problem, and the connection closed: %s', async (_, text, status, code) => {
    const heard = await answerTo(text);
    const [head, body] = heard.split('\r\n\r\n') as [string, string];
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toMatch(/Content-Type: application\/problem\+json/);
    expect(JSON.parse(body)).toMatchObject({ status, code });
    expect(await server.problems()).toEqual({ [code]: 1 });
  });

  it('gets no answer that would be taken for that of a good request before it', async () => {
    expect(await answerTo('GET / HTTP/1.1\r\nHost: a\r\n\r\nno HTTP\r\n\r\n')).toBe('');
    expect(await server.problems()).toEqual({});
  });

  it('is answered in its turn after a request that was', async () => {
    answerNow = true;
    const client = await server.client();
    await server.ask(client, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await vi.waitFor(() => expect(client.heard).toMatch(/fine/));
    client.socket.write('no HTTP\r\n\r\n');
    await client.closed;
    expect(client.heard).toMatch(/fine.*HTTP\/1\.1 400 .*"code":"request-invalid"/s);
  });
});
