import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Facefleet } from './facefleet';
import { FacefleetError, FacefleetUnreachable } from './facefleet-error';

type Answer = (request: IncomingMessage & { body: string }, response: ServerResponse) => void;

const ID = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const PENDING = { id: ID, status: 'pending', location: `/v1/recognitions/${ID}` };
const SUCCEEDED = { id: ID, kind: 'recognition', status: 'succeeded', faces: [] };

const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));

const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  answer(
    status,
    {
      type: `urn:facefleet:problem:${code}`,
      title: 't',
      status,
      code,
      detail: 'What to do.',
      requestId: 'r1',
    },
    { 'Content-Type': 'application/problem+json', ...headers },
  );

describe('the client', () => {
  let server: Server;
  let facefleet: Facefleet;
  /** What the gateway is to say next, in order. */
  let answers: Answer[];
  let asked: string[];

  beforeEach(async () => {
    answers = [];
    asked = [];
    server = createServer((request, response) => {
      void text(request).then((body) => {
        asked.push(`${request.method} ${request.url}`);
        const next = answers.shift();
        if (next === undefined) response.writeHead(599).end('not told what to answer');
        else next(Object.assign(request, { body }), response);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    facefleet = new Facefleet({ url: `http://127.0.0.1:${port}/`, key: 'ff_key' });
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('sends the image as multipart, its options before it, and the key', async () => {
    answers.push((request, response) => {
      expect(request.headers.authorization).toBe('Bearer ff_key');
      expect(request.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
      const order = ['name="gallery"', 'staff', 'name="image"', 'the bytes'].map((part) =>
        request.body.indexOf(part),
      );
      expect(order).toEqual([...order].sort((a, b) => a - b));
      expect(order).not.toContain(-1);
      expect(request.body).not.toContain('undefined');
      answer(200, SUCCEEDED)(request, response);
    });
    expect(await facefleet.recognise(Buffer.from('the bytes'), { gallery: 'staff' })).toEqual(SUCCEEDED);
  });

  it('sends a stream and a file alike', async () => {
    async function* chunks() {
      yield Buffer.from('the ');
      yield await Promise.resolve(Buffer.from('bytes'));
    }
    const bodies: string[] = [];
    const keep: Answer = (request, response) => {
      bodies.push(request.body);
      answer(200, SUCCEEDED)(request, response);
    };
    answers.push(keep, keep);
    await facefleet.recognise(chunks());
    await facefleet.recognise({ path: __filename });
    expect(bodies[0]).toContain('the bytes');
    expect(bodies[1]).toContain('filename="facefleet.spec.ts"');
  });

  it('follows a pending answer to its result', async () => {
    answers.push(answer(202, PENDING), answer(200, PENDING, { 'Retry-After': '0' }), answer(200, SUCCEEDED));
    expect(await facefleet.recognise(Buffer.from('x'))).toEqual(SUCCEEDED);
    expect(asked).toEqual(['POST /v1/recognitions', `GET ${PENDING.location}`, `GET ${PENDING.location}`]);
  });

  it('sends every option that the gateway has', async () => {
    answers.push((request, response) => {
      const sent = [...request.body.matchAll(/name="(\w+)"\r\n\r\n(.*)\r\n/g)].map(([, name, value]) => [
        name,
        value,
      ]);
      expect(Object.fromEntries(sent)).toEqual({
        gallery: 'staff',
        maxFaces: '2',
        maxCandidates: '3',
        maxFalseMatchRate: '0.01',
      });
      answer(200, SUCCEEDED)(request, response);
    });
    const options = { gallery: 'staff', maxFaces: 2, maxCandidates: 3, maxFalseMatchRate: 0.01 };
    expect(await facefleet.recognise(Buffer.from('x'), options)).toEqual(SUCCEEDED);
  });

  it('throws the code of a result that failed, and what is wrong with the face', async () => {
    const error = { code: 'face-unsuitable', detail: 'Too small.', issues: ['too-small'] };
    answers.push(answer(202, PENDING), answer(200, { ...SUCCEEDED, status: 'failed', error }));
    const thrown: unknown = await facefleet
      .enrol('staff', 'ada', Buffer.from('x'))
      .catch((cause: unknown) => cause);
    expect(thrown).toBeInstanceOf(FacefleetError);
    expect(thrown).toMatchObject({ ...error, status: undefined });
  });

  it('throws a problem with its code, status and request id', async () => {
    answers.push(problem(404, 'gallery-not-found'));
    const error = await facefleet.findGallery('x').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FacefleetError);
    expect(error).toMatchObject({
      code: 'gallery-not-found',
      detail: 'What to do.',
      status: 404,
      requestId: 'r1',
      message: 'gallery-not-found: What to do.',
    });
  });

  it('throws what a proxy says, too', async () => {
    answers.push((_request, response) => response.writeHead(502).end('<html>'));
    await expect(facefleet.listModels()).rejects.toMatchObject({ code: 'http-502', status: 502 });
  });

  it('sends again what was turned away for now, as it was', async () => {
    const bodies: string[] = [];
    const busy: Answer = (request, response) => {
      bodies.push(request.body);
      problem(503, 'service-unavailable', { 'Retry-After': '0' })(request, response);
    };
    answers.push(busy, busy, (request, response) => {
      bodies.push(request.body);
      answer(200, SUCCEEDED)(request, response);
    });
    expect(await facefleet.recognise(Buffer.from('the bytes'))).toEqual(SUCCEEDED);
    expect(bodies).toHaveLength(3);
    expect(new Set(bodies).size).toBe(1);
  });

  it('gives up in the end, and at once where it is not told to come back', async () => {
    answers.push(...Array.from({ length: 5 }, () => problem(429, 'too-many', { 'Retry-After': '0' })));
    await expect(facefleet.listModels()).rejects.toMatchObject({ status: 429 });
    expect(asked).toHaveLength(5);
    answers.push(problem(503, 'service-unavailable'));
    await expect(facefleet.listModels()).rejects.toMatchObject({ status: 503 });
    expect(asked).toHaveLength(6);
  });

  it('says what cannot be reached', async () => {
    server.close();
    await once(server, 'close');
    const error = await facefleet.listModels().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FacefleetUnreachable);
    expect((error as Error).message).toMatch(/^http:\/\/127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED/);
    server = createServer().listen(0, '127.0.0.1');
  });

  it('stops waiting when the signal says so', async () => {
    const stop = new AbortController();
    answers.push(answer(202, PENDING), (request, response) => {
      answer(200, PENDING, { 'Retry-After': '60' })(request, response);
      setImmediate(() => stop.abort());
    });
    await expect(facefleet.recognise(Buffer.from('x'), {}, stop.signal)).rejects.toThrow(/abort/i);
  });

  it('reads events until the gateway ends them', async () => {
    answers.push((request, response) => {
      expect(request.headers).toMatchObject({ accept: 'text/event-stream', authorization: 'Bearer ff_key' });
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.end('event: progress\nid: 7\ndata: {"done":1}\n\n');
    });
    const events = [];
    for await (const event of facefleet.events('/v1/batches/x/events')) events.push(event);
    expect(events).toEqual([{ type: 'progress', id: '7', data: '{"done":1}' }]);
  });

  it('sends an archive while it is read, with its key, and once only', async () => {
    async function* archive() {
      yield Buffer.from('the ');
      yield await Promise.resolve(Buffer.from('archive'));
    }
    answers.push(
      (request, response) => {
        expect(request.headers).toMatchObject({
          authorization: 'Bearer ff_key',
          'idempotency-key': 'k1',
          'transfer-encoding': 'chunked',
        });
        expect(request.body).toBe('the archive');
        answer(202, { id: ID, status: 'queued' })(request, response);
      },
      problem(503, 'service-unavailable', { 'Retry-After': '0' }),
    );
    const started = await facefleet.startImport('staff', archive(), { idempotencyKey: 'k1' });
    expect(started).toEqual({ id: ID, status: 'queued' });
    await expect(facefleet.startImport('staff', archive())).rejects.toMatchObject({
      code: 'service-unavailable',
    });
    expect(asked).toEqual(Array(2).fill('POST /v1/galleries/staff/imports'));
  });

  it('throws what was wrong with the source of an archive', async () => {
    async function* archive() {
      yield await Promise.resolve(Buffer.from('the '));
      throw new Error('the disk is gone');
    }
    await expect(facefleet.startImport('staff', archive())).rejects.toThrow('the disk is gone');
  });

  it('gives the items of an import page by page', async () => {
    answers.push(
      answer(200, { items: [{ index: 0 }], nextCursor: '2' }),
      answer(200, { items: [{ index: 2 }], nextCursor: null }),
    );
    const items = [];
    for await (const { index } of facefleet.importItems('staff', ID, { status: 'failed' })) items.push(index);
    expect(items).toEqual([0, 2]);
    const path = `GET /v1/galleries/staff/imports/${ID}/items?status=failed`;
    expect(asked).toEqual([path, `${path}&cursor=2`]);
  });

  it('gives an export as it comes, and throws where it breaks off', async () => {
    answers.push(
      (_request, response) => response.end('the tar'),
      (_request, response) => {
        response.write('the t', () => response.destroy());
      },
    );
    const read = async () => {
      const chunks = [];
      for await (const chunk of facefleet.exportGallery('staff')) chunks.push(chunk);
      return Buffer.concat(chunks).toString();
    };
    expect(await read()).toBe('the tar');
    await expect(read()).rejects.toBeInstanceOf(FacefleetUnreachable);
  });
});
