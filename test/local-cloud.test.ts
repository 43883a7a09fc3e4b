import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchBucket,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { provision } from '@facefleet/aws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CloudServer, startCloudServer } from '../apps/local/src/cloud/server';
import { backlog } from '../apps/local/src/parts/backlog';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
const Bucket = 'facefleet-images';

let folder: string;
let cloud: CloudServer;
let s3: S3Client;
let queueUrl: string;

async function start(): Promise<void> {
  cloud = await startCloudServer(folder, (message) => expect.fail(message));
  ({ queueUrl } = await provision({ endpoint: cloud.endpoint, region: 'us-east-1', prefix: 'facefleet' }));
  s3 = new S3Client({ endpoint: cloud.endpoint, region: 'us-east-1', forcePathStyle: true });
}

async function stop(): Promise<void> {
  s3.destroy();
  await cloud.close();
}

async function get(Key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from(await Body!.transformToByteArray());
}

beforeEach(async () => {
  Object.assign(process.env, CREDENTIALS);
  folder = mkdtempSync(join(tmpdir(), 'facefleet-cloud-'));
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the local cloud, through the AWS SDK', () => {
  it('takes an object in parts, whole or not at all', async () => {
    const parts = [6, 5, 1].map((megabytes, index) => Buffer.alloc(megabytes << 20, index + 1));
    const upload = new Upload({
      client: s3,
      params: { Bucket, Key: 'large', Body: Readable.from(parts) },
      partSize: 5 << 20,
    });
    await upload.done();
    expect(Buffer.compare(await get('large'), Buffer.concat(parts))).toBe(0);

    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'half' }));
    await s3.send(new UploadPartCommand({ Bucket, Key: 'half', UploadId, PartNumber: 1, Body: 'one' }));
    await expect(get('half')).rejects.toThrow(NoSuchKey);
    const Parts = [{ PartNumber: 1, ETag: '"another"' }];
    const complete = { Bucket, Key: 'half', UploadId, MultipartUpload: { Parts } };
    await expect(s3.send(new CompleteMultipartUploadCommand(complete))).rejects.toMatchObject({
      name: 'InvalidPart',
    });
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'half', UploadId }));
    await expect(s3.send(new CompleteMultipartUploadCommand(complete))).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
  });

  it('keeps the first of many who write an object that nobody may replace', async () => {
    const write = (Body: string) =>
      s3
        .send(new PutObjectCommand({ Bucket, Key: 'first/wins', Body, IfNoneMatch: '*' }))
        .then(() => Body)
        .catch(({ name }: Error) => name);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => write(`writer ${index}`)));
    const stored = answers.filter((answer) => answer !== 'PreconditionFailed');
    expect(stored).toEqual([(await get('first/wins')).toString()]);
  });

  it('has every object after a restart, and queues and buckets can be provisioned over them', async () => {
    const Body = Buffer.from([0, 1, 2, 255]);
    await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'a/b',
        Body,
        ContentType: 'image/png',
        Metadata: { owner: 'ada' },
      }),
    );
    await stop();
    await start();
    expect(await get('a/b')).toEqual(Body);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a/b' }));
    expect(head).toMatchObject({ ContentLength: 4, ContentType: 'image/png', Metadata: { owner: 'ada' } });
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/' }));
    expect(Contents).toMatchObject([{ Key: 'a/b', Size: 4, ETag: head.ETag }]);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a/b' }));
    await stop();
    await start();
    await expect(get('a/b')).rejects.toThrow(NoSuchKey);
  });

  it('refuses as S3 does', async () => {
    await expect(get('missing <key>')).rejects.toThrow(NoSuchKey);
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'missing' }))).rejects.toThrow(NotFound);
    const elsewhere = new GetObjectCommand({ Bucket: 'no-such-bucket', Key: 'k' });
    await expect(s3.send(elsewhere)).rejects.toThrow(NoSuchBucket);
  });

  it('takes the largest image that a gateway accepts', async () => {
    const Body = Buffer.alloc(20_000_000, 7);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'large', Body }));
    expect((await get('large')).equals(Body)).toBe(true);
  });

  it.each(['../../escape', 'x'.repeat(900), 'a b+c%20/ü', 'UPPER/lower'])(
    'takes the key %j over the wire and lists it under the same name',
    async (Key) => {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
      const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
      expect(Contents?.map((object) => object.Key)).toEqual([Key]);
    },
  );

  it('lists thousands of keys in pages without losing one', async () => {
    const keys = Array.from({ length: 1100 }, (_, i) => `${i % 2 ? 'a' : 'B'}${i}`);
    await Promise.all(keys.map((Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))));
    const seen: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken }));
      seen.push(...(page.Contents ?? []).map((object) => object.Key!));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(seen).toEqual([...keys].sort());
  });

  it('says how much of the queue is not finished', async () => {
    expect(await backlog(cloud.endpoint, queueUrl)).toBe(0);
    await expect(backlog(cloud.endpoint, `${queueUrl}-other`)).rejects.toThrow('no queue');
  });
});
