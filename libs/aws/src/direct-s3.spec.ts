import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createS3Client } from './clients';
import { S3ObjectStore } from './s3-object-store';

const REGION = 'eu-west-1';
const ODD_KEY = "a b+c/é/(1)!*'&?#.jpg";

interface Heard {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

let server: Server;
let heard: Heard[];
let answer: (response: ServerResponse, nth: number) => void;
let s3: S3Client;
let store: S3ObjectStore;

beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  heard = [];
  answer = (response) => response.end('contents');
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      answer(response, heard.push({ method, path, headers, body }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  s3 = createS3Client({ region: REGION, endpoint: `http://127.0.0.1:${port}` });
  store = new S3ObjectStore(s3, 'images');
});
afterEach(() => {
  vi.unstubAllEnvs();
  s3.destroy();
  server.close();
  server.closeAllConnections();
});

const bySdk = ({ headers }: Heard) => headers['amz-sdk-invocation-id'] !== undefined;
const refuse = (response: ServerResponse, status: number, code: string) =>
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<Error><Code>${code}</Code></Error>`);

/** What the SDK would sign what arrived with. */
async function signatureOf({ method, path, headers, body }: Heard): Promise<string> {
  const [, signed = ''] = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? [];
  const { port } = server.address() as AddressInfo;
  const request = new HttpRequest({
    method,
    path,
    hostname: '127.0.0.1',
    port,
    headers: Object.fromEntries(signed.split(';').map((name) => [name, String(headers[name])])),
    body,
  });
  const at = String(headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)/, '$1-$2-$3:$4:');
  const signer = await s3.config.signer({
    name: 'sigv4',
    signingName: 's3',
    signingRegion: REGION,
    properties: {},
  });
  return (await signer.sign(request, { signingDate: new Date(at) })).headers.authorization ?? '';
}

describe('an object', () => {
  it('is written and read with one signed call each, without the rest of the SDK', async () => {
    await store.put(ODD_KEY, '{"a":"é"}', 'application/json');
    expect((await store.get(ODD_KEY))?.toString()).toBe('contents');
    expect(await store.putIfAbsent(ODD_KEY, 'x', 'text/plain')).toBe(true);
    expect(heard.map(({ method, body }) => [method, body])).toEqual([
      ['PUT', '{"a":"é"}'],
      ['GET', ''],
      ['PUT', 'x'],
    ]);
    expect(heard.filter(bySdk)).toEqual([]);
    const [written, , conditional] = heard as [Heard, Heard, Heard];
    expect(written.headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '10' });
    expect(conditional.headers['if-none-match']).toBe('*');
    for (const each of heard) expect(each.headers.authorization).toBe(await signatureOf(each));
  });

  it('is signed with the digest that is known of it', async () => {
    const sha256 = createHash('sha256').update('contents').digest('hex');
    await store.put('k', 'contents', 'text/plain', { sha256 });
    const [known] = heard as [Heard];
    expect(known.headers['x-amz-content-sha256']).toBe(sha256);
    expect(known.headers.authorization).toContain('x-amz-content-sha256');
    expect(known.headers.authorization).toBe(await signatureOf(known));
  });

  it('is held to that digest also where the SDK sends it', async () => {
    answer = (response, nth) => (nth === 1 ? refuse(response, 503, 'SlowDown') : response.end());
    const digest = createHash('sha256').update('contents');
    await store.put('k', 'contents', 'text/plain', { sha256: digest.copy().digest('hex') });
    expect(heard.map(bySdk)).toEqual([false, true]);
    expect(heard[1]?.headers['x-amz-checksum-sha256']).toBe(digest.digest('base64'));
  });

  it('is hashed for its signature where no digest is known', async () => {
    await store.put('k', 'contents', 'text/plain');
    const digest = createHash('sha256').update('contents').digest('hex');
    expect(heard[0]?.headers['x-amz-content-sha256']).toBe(digest);
  });

  it('has the path that the SDK would give it', async () => {
    await store.get(ODD_KEY);
    await s3.send(new GetObjectCommand({ Bucket: 'images', Key: ODD_KEY }));
    expect(heard.map(bySdk)).toEqual([false, true]);
    expect(heard[0]?.path.split('?')[0]).toBe(heard[1]?.path.split('?')[0]);
  });

  it('is read in part', async () => {
    answer = (response) => response.writeHead(206).end('part');
    expect((await store.get('k', { range: { from: 10, bytes: 4 } }))?.toString()).toBe('part');
    expect(heard.map(({ headers }) => headers.range)).toEqual(['bytes=10-13']);
  });

  it('is not there, or is there already: that is known at once, too', async () => {
    answer = (response) => refuse(response, 404, 'NoSuchKey');
    expect(await store.get('k')).toBeUndefined();
    answer = (response) => refuse(response, 412, 'PreconditionFailed');
    expect(await store.putIfAbsent('k', 'x', 'text/plain')).toBe(false);
    expect(heard).toHaveLength(2);
  });
});

describe('a call that does not succeed', () => {
  const calls: [string, () => Promise<unknown>, unknown][] = [
    ['put', () => store.put('k', 'x', 'text/plain'), undefined],
    ['putIfAbsent', () => store.putIfAbsent('k', 'x', 'text/plain'), true],
    ['get', async () => (await store.get('k'))?.toString(), 'contents'],
  ];
  it.each(calls)('is made again by the SDK: %s', async (_, call, outcome) => {
    answer = (response, nth) => (nth < 3 ? refuse(response, 503, 'SlowDown') : response.end('contents'));
    expect(await call()).toBe(outcome);
    expect(heard.map(bySdk)).toEqual([false, true, true]);
  });

  it.each(calls)('is made again when the connection breaks: %s', async (_, call, outcome) => {
    answer = (response, nth) => (nth < 2 ? response.destroy() : response.end('contents'));
    expect(await call()).toBe(outcome);
    expect(heard.map(bySdk)).toEqual([false, true]);
  });

  it('ends as the SDK says', async () => {
    answer = (response) => refuse(response, 409, 'ConditionalRequestConflict');
    expect(await store.putIfAbsent('k', 'x', 'text/plain')).toBe(false);
    answer = (response) => refuse(response, 409, 'OperationAborted');
    const aborted = store.putIfAbsent('k', 'x', 'text/plain');
    await expect(aborted).rejects.toMatchObject({ code: 'service-unavailable' });
    expect(heard.filter((each) => !bySdk(each))).toHaveLength(2);
    heard = [];
    answer = (response) => refuse(response, 404, 'NoSuchBucket');
    await expect(store.get('k')).rejects.toMatchObject({ code: 'service-unavailable' });
    answer = (response) => refuse(response, 403, 'AccessDenied');
    await expect(store.put('k', 'x', 'text/plain')).rejects.toMatchObject({ code: 'service-unavailable' });
    expect(heard.map(bySdk)).toEqual([false, true, false, true]);
  });

  it('is not made again when nobody waits for it', async () => {
    const gone = new AbortController();
    answer = () => gone.abort();
    await expect(store.get('k', { signal: gone.signal })).rejects.toMatchObject({
      code: 'service-unavailable',
    });
    expect(heard).toHaveLength(1);
  });
});

describe('on AWS', () => {
  function onAws(region: string, bucket: string) {
    const asked: HttpRequest[] = [];
    const client = createS3Client({ region });
    client.config.requestHandler.handle = (request) => {
      asked.push(request as HttpRequest);
      return Promise.resolve({ response: new HttpResponse({ statusCode: 200, body: Readable.from([]) }) });
    };
    return { asked, objects: new S3ObjectStore(client, bucket) };
  }

  it('goes to the bucket of its region, the body under TLS and not hashed once more', async () => {
    const { asked, objects } = onAws('eu-central-1', 'facefleet-images');
    await objects.put('a/b', 'x', 'text/plain');
    const { protocol, hostname, path, headers } = asked[0]!;
    expect([protocol, hostname, path]).toEqual([
      'https:',
      'facefleet-images.s3.eu-central-1.amazonaws.com',
      '/a/b',
    ]);
    expect(headers).toMatchObject({ host: hostname, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' });
    expect(headers.authorization).toContain('/eu-central-1/s3/aws4_request');
    await objects.put('a/b', 'x', 'text/plain', { sha256: 'known' });
    expect(asked.map((each) => each.headers['x-amz-content-sha256'])).toEqual(['UNSIGNED-PAYLOAD', 'known']);
  });

  it('leaves to the SDK a bucket that wants sessions of its own', async () => {
    const { asked, objects } = onAws('us-east-1', 'fast--use1-az4--x-s3');
    await objects.put('k', 'x', 'text/plain').catch(() => undefined);
    expect(asked.filter(({ headers }) => headers['amz-sdk-invocation-id'] === undefined)).toEqual([]);
    expect(asked.length).toBeGreaterThan(0);
  });
});
