import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figuresOf, overloadReport } from './overload/report';
import { runOverload } from './overload/run';
import { LoneGateway } from './support/lone-gateway';
import { eventually } from './support/system';

const curlFound = spawnSync('curl', ['--version']).status === 0;

describe('ten times as much as the system can do', () => {
  it(
    'is refused as far as it could not be answered in time; the rest is answered rightly, and memory stays flat',
    { timeout: 300_000 },
    async () => {
      const run = await runOverload({
        seconds: 20,
        factor: 10,
        limitS: 5,
        env: { FACEFLEET_MODELS: 'builtin' },
      });
      const figures = figuresOf(run);
      console.log(overloadReport(figures));
      expect(figures).toMatchObject({ wrong: 0, failed: 0, withoutRetryAfter: 0, problems: [] });
      expect(figures.refused).toBeGreaterThan(figures.accepted);
      // Not so few that workers had nothing to do.
      expect(figures.accepted).toBeGreaterThan(0.25 * figures.capacityPerS * figures.seconds);
      // Without admission nine in ten would be; how many are late on a machine that others use too is not ours to say.
      expect(figures.late).toBeLessThan(0.5 * figures.accepted);
      expect(figures.rss.most - figures.rss.start).toBeLessThan(200e6);
      // One key sends 97 in a hundred requests, and does not drive out the others.
      const shares = Object.values(figures.acceptedByKey).map(({ sent, accepted }) => accepted / sent);
      const greedy = figures.acceptedByKey.greedy!;
      expect(Math.min(...shares)).toBe(greedy.accepted / greedy.sent);
    },
  );
});

const MB = 1e6;
const UPLOAD_MEMORY_MB = 25;
const PATH = '/v1/detections';
const HEADERS = { Authorization: 'Bearer secret', 'Content-Type': 'multipart/form-data; boundary=x' };

describe('a gateway whose memory for uploads is taken', () => {
  let gateway: LoneGateway;
  let holder: Socket;
  let folder: string;

  /** A client that announces an upload and sends nothing of it. */
  const announce = async (bytes: number): Promise<Socket> => {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const headers = Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: ${bytes}\r\n${headers.join('')}\r\n`);
    return socket;
  };
  const send = async (bytes: number) => {
    const init = { method: 'POST', headers: HEADERS, body: Buffer.alloc(bytes) };
    const response = await fetch(gateway.url + PATH, init);
    return { response, problem: (await response.json()) as { code: string; detail: string } };
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'facefleet-overload-'));
    gateway = await LoneGateway.start({
      FACEFLEET_ADMIN_KEY_SHA256: '2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b', // of "secret"
      FACEFLEET_UPLOAD_MEMORY_MB: String(UPLOAD_MEMORY_MB),
    });
    holder = await announce(20 * MB);
    // Until it holds what it announced, others are read, and are no forms.
    await eventually(
      () => send(1_000),
      ({ problem }) => problem.code === 'overloaded',
      30_000,
    );
  });
  afterAll(async () => {
    holder?.destroy();
    await gateway?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('refuses an upload before anything of it was sent', async () => {
    const socket = await announce(10 * MB);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1.1 503 /);
    expect(answer.toString()).toMatch(/\r\nRetry-After: 2\r\n/);
  });

  it('tells a client that is still sending, and lets go of the bytes', async () => {
    const answers = await Promise.all([15, 15, 15, 15].map((size) => send(size * MB)));
    for (const { response, problem } of answers) {
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('2');
      expect(problem).toMatchObject({ code: 'overloaded' });
      expect(problem.detail).toMatch(/send it again in 2 s/);
    }
  });

  it('tells a client that reads no answer before it has sent all, which then goes on over the same connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async (method: string, path: string, body: Buffer) => {
      const sending = request(gateway.url + path, {
        agent,
        method,
        headers: { ...HEADERS, 'Content-Length': body.length },
      });
      const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
      await new Promise<void>((resolve) => sending.end(body, resolve));
      const [response] = await answered;
      response.resume();
      await once(response, 'end');
      return { status: response.statusCode, isSameConnection: sending.reusedSocket };
    };
    expect((await ask('POST', PATH, Buffer.alloc(15 * MB))).status).toBe(503);
    expect(await ask('GET', '/health/live', Buffer.alloc(0))).toEqual({
      status: 200,
      isSameConnection: true,
    });
    agent.destroy();
  });

  it.skipIf(!curlFound)(`tells curl${curlFound ? '' : ' (skipped: there is none)'}`, async () => {
    const file = join(folder, 'large.jpg');
    await writeFile(file, Buffer.alloc(15 * MB));
    const form = ['-F', `image=@${file}`, '-H', `Authorization: ${HEADERS.Authorization}`];
    const shown = ['-sS', '-o', '/dev/null', '-w', '%{http_code}'];
    const { stdout } = await promisify(execFile)('curl', [...shown, ...form, gateway.url + PATH]);
    expect(stdout).toBe('503');
  });

  it('takes uploads again once it is given back', async () => {
    holder.destroy();
    const { problem } = await eventually(
      () => send(1_000),
      ({ problem: { code } }) => code !== 'overloaded',
      30_000,
    );
    expect(problem.code).toBe('request-invalid'); // zeros are no form: it was read
  });
});
