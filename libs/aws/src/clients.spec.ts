import { DeleteObjectsCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createS3Client } from './clients';

const CALLS = 200;

let server: Server;
/** What was asked for of which bucket, each with what it was to be asked of. */
let reached: [bucket: string | undefined, wanted: string | undefined][];

beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  reached = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const [, bucket, key = ''] = /^\/([^/?]+)\/?([^?]*)/.exec(request.url ?? '') ?? [];
      reached.push([bucket, key === '' ? /<Key>of-([^-<]+)-/.exec(body)?.[1] : key.split('-')[1]]);
      response.end(key === '' ? '<DeleteResult/>' : 'contents');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.close();
  server.closeAllConnections();
});

it('reaches with each call the bucket that the call names, however many are under way', async () => {
  const { port } = server.address() as AddressInfo;
  const s3 = createS3Client({ region: 'us-east-1', endpoint: `http://127.0.0.1:${port}` });
  await Promise.all(
    Array.from({ length: CALLS }, async (_, at) => {
      const Bucket = ['images', 'results', 'galleries'][at % 3]!;
      const Key = `of-${Bucket}-${at}`;
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      await Body?.transformToString();
      await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }));
    }),
  );
  expect(reached).toHaveLength(2 * CALLS);
  expect(reached.filter(([bucket, wanted]) => bucket !== wanted)).toEqual([]);
  s3.destroy();
});
