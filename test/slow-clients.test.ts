import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api } from './support/api';
import { sendJson } from './support/api-keys';
import { type LocalFile, LocalSystem, rssOf } from './support/system';

/** Heap and code of a gateway that was idle before take up to 155 MB; without the bounds it is 450 MB and more. */
const MOST_GROWN_BYTES = 250e6;
const MAX_CONNECTIONS = 400;
/** Of each kind. */
const SLOW_CLIENTS = 100;
const DRIP_EVERY_MS = 200;

/** A connection that is held open with as little as possible. */
class SlowClient {
  heard = '';
  readonly closed: Promise<unknown>;
  private readonly timer: NodeJS.Timeout;

  private constructor(
    readonly socket: Socket,
    beginning: string,
    drip: string,
  ) {
    socket.on('error', () => undefined); // a reset is an end, too
    socket.on('data', (chunk: Buffer) => (this.heard += chunk.toString('latin1')));
    socket.write(beginning);
    this.timer = setInterval(() => drip !== '' && socket.writable && socket.write(drip), DRIP_EVERY_MS);
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        clearInterval(this.timer);
        resolve(undefined);
      });
    });
  }

  static async connect({ url }: LocalFile, beginning: string, drip: string): Promise<SlowClient> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new SlowClient(socket, beginning, drip);
  }
}

describe('slow clients', () => {
  let system: LocalSystem;
  let local: LocalFile;
  let api: Api;
  let rssBefore: number;

  beforeAll(async () => {
    system = await LocalSystem.start({
      FACEFLEET_MODELS: 'builtin',
      FACEFLEET_HEADERS_S: '10',
      FACEFLEET_JSON_UPLOAD_S: '5',
      FACEFLEET_IMAGE_UPLOAD_S: '60',
      FACEFLEET_PACE_WINDOW_S: '3',
      FACEFLEET_MAX_CONNECTIONS: String(MAX_CONNECTIONS),
    });
    local = await system.local();
    api = await system.api();
    rssBefore = await rssOf(local.pids.gateway);
  });
  afterAll(() => system.stop());

  const grownBytes = async () => (await rssOf(local.pids.gateway)) - rssBefore;

  const post = (path: string, type: string) =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${local.adminKey}\r\nContent-Type: ${type}\r\nContent-Length: 9000\r\n\r\n`;

  it('are cut off with a word why, while others are answered', async () => {
    const kinds = [
      'GET /v1/models HTTP/1.1\r\nHost: a\r\nX-Slow: ',
      post('/v1/galleries', 'application/json'),
      post('/v1/recognitions', 'multipart/form-data; boundary=x') + '--x\r\n',
    ];
    const beginnings = kinds.flatMap((kind) => Array.from({ length: SLOW_CLIENTS }, () => kind));
    const clients = await Promise.all(
      beginnings.map((beginning) => SlowClient.connect(local, beginning, 'x')),
    );
    let open = clients.length;
    for (const { closed } of clients) void closed.then(() => open--);

    expect(await sendJson(api, 'POST', '/v1/galleries', { name: 'staff' })).toMatchObject({ status: 201 });
    while (open > 0) expect(await api.request('GET', '/v1/galleries/staff')).toMatchObject({ status: 200 });
    for (const { heard } of clients) {
      expect(heard).toMatch(/^HTTP\/1\.1 408 /);
      expect(heard).toContain('"code":"request-timeout"');
    }
    expect(await grownBytes()).toBeLessThan(MOST_GROWN_BYTES);
    const metrics = await (await fetch(local.metrics.gateway)).text();
    const [, counted] = /^facefleet_problems_total\{.*code="request-timeout".*\} (\d+)$/m.exec(metrics) ?? [];
    expect(Number(counted)).toBe(clients.length);
  });

  it('cannot shut others out by holding all connections', async () => {
    const more = 200;
    const idle = await Promise.all(
      Array.from({ length: MAX_CONNECTIONS + more }, () => SlowClient.connect(local, '', '')),
    );
    expect(await api.request('GET', '/v1/galleries/staff')).toMatchObject({ status: 200 });
    await Promise.all(idle.map(({ closed }) => closed));
    // The rest had the time that headers may take, and were told that it was over.
    const wereInTheWay = idle.filter(({ heard }) => heard === '');
    expect(wereInTheWay.length).toBeGreaterThanOrEqual(more);
  });

  it('cannot fill the memory by asking for much and reading nothing', async () => {
    const asked = `GET /v1/galleries HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${local.adminKey}\r\n\r\n`;
    const clients = await Promise.all(
      Array.from({ length: 20 }, () => SlowClient.connect(local, asked.repeat(1_000), '')),
    );
    await Promise.all(clients.map(({ closed }) => closed));
    expect(await grownBytes()).toBeLessThan(MOST_GROWN_BYTES);
  });

  it('are cut off when they do not read their answers', async () => {
    // More than the kernel holds for both sides. By the empty lines, which mean nothing, the end is noticed.
    const asked = `GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(15);
    const client = await SlowClient.connect(local, asked, '\r\n');
    client.socket.pause();
    await client.closed;
  });

  it('are survived by the process that they began with', async () => {
    expect((await system.local()).pids).toEqual(local.pids);
    expect(system.log).not.toMatch(/unexpected error|ended unasked/);
  });
});
