import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { ExpectedError } from '@facefleet/platform';
import type { Readable } from 'node:stream';
import { bytesOf } from './direct-calls';
import { DirectS3, rangeHeader } from './direct-s3';
import {
  type AuditStore,
  type ByteRange,
  type ClaimStore,
  type ImageStore,
  type PutOptions,
  type ResultStore,
  STREAM_MEMORY_BYTES,
} from './object-store';

const MAX_KEYS_PER_DELETE = 1000;
/** Ten thousand parts, which is what S3 takes, make 160 GB. One is being filled while the others are under way. */
const PARTS_AT_ONCE = 2;
const PART_BYTES = STREAM_MEMORY_BYTES / (PARTS_AT_ONCE + 1);
/** What S3 answers to a conditional write that came second, and to one of two that came together. */
const TAKEN = new Set(['PreconditionFailed', 'ConditionalRequestConflict']);

export class S3ObjectStore implements ImageStore, ResultStore, ClaimStore, AuditStore {
  private readonly direct: DirectS3;

  constructor(
    private readonly s3: S3Client,
    private readonly bucket: string,
  ) {
    this.direct = new DirectS3(s3, bucket);
  }

  async put(
    key: string,
    body: Uint8Array | string,
    contentType: string,
    options: PutOptions = {},
  ): Promise<void> {
    if (await this.direct.put(key, body, contentType, options)) return;
    const { sha256 } = options;
    const command = new PutObjectCommand({
      Bucket: this.bucket,
      Key: key,
      Body: body,
      ContentType: contentType,
      ChecksumSHA256: sha256 === undefined ? undefined : Buffer.from(sha256, 'hex').toString('base64'),
    });
    await this.s3.send(command).catch(rethrowUnavailable);
  }

  async putIfAbsent(key: string, body: Uint8Array | string, contentType: string): Promise<boolean> {
    const isStored = await this.direct.putIfAbsent(key, body, contentType);
    if (isStored !== undefined) return isStored;
    const command = new PutObjectCommand({
      Bucket: this.bucket,
      Key: key,
      Body: body,
      ContentType: contentType,
      IfNoneMatch: '*',
    });
    try {
      await this.s3.send(command);
      return true;
    } catch (error) {
      if (error instanceof S3ServiceException && TAKEN.has(error.name)) return false;
      throw unavailable(error);
    }
  }

  async get(
    key: string,
    { range, signal }: { range?: ByteRange; signal?: AbortSignal } = {},
  ): Promise<Buffer | undefined> {
    try {
      const found = await this.direct.get(key, { range, signal });
      if (found) return found.body;
      const Range = range && rangeHeader(range);
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key, Range }), {
        abortSignal: signal,
      });
      if (Body === undefined) throw new Error(`The object store answered without a body for ${key}`);
      return await bytesOf(Body as Readable); // in Node.js it always is one
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw unavailable(error);
    }
  }

  async putStream(key: string, body: Readable, contentType: string): Promise<void> {
    let failure: Error | undefined;
    body.once('error', (error) => (failure = error));
    const upload = new Upload({
      client: this.s3,
      params: { Bucket: this.bucket, Key: key, Body: body, ContentType: contentType },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
    });
    await upload.done().catch((error: unknown) => {
      throw failure ?? unavailable(error);
    });
  }

  async getStream(key: string): Promise<Readable | undefined> {
    try {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      return Body as Readable | undefined; // in Node.js it always is one
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw unavailable(error);
    }
  }

  async exists(key: string): Promise<boolean> {
    return (await this.size(key)) !== undefined;
  }

  async size(key: string): Promise<number | undefined> {
    try {
      const head = await this.s3.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key }));
      return head.ContentLength ?? 0;
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw unavailable(error);
    }
  }

  async delete(keys: string[]): Promise<void> {
    for (let from = 0; from < keys.length; from += MAX_KEYS_PER_DELETE) {
      const Objects = keys.slice(from, from + MAX_KEYS_PER_DELETE).map((Key) => ({ Key }));
      const command = new DeleteObjectsCommand({ Bucket: this.bucket, Delete: { Objects, Quiet: true } });
      const { Errors = [] } = await this.s3.send(command).catch(rethrowUnavailable);
      if (Errors[0])
        throw unavailable(new Error(`Could not delete ${Errors.length} objects: ${Errors[0].Code}`));
    }
  }

  async list(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { Contents = [] } of this.pages({ Prefix: prefix })) {
      for (const { Key } of Contents) if (Key !== undefined) keys.push(Key);
    }
    return keys;
  }

  async folders(prefix: string): Promise<string[]> {
    const names: string[] = [];
    for await (const { CommonPrefixes = [] } of this.pages({ Prefix: prefix, Delimiter: '/' })) {
      for (const { Prefix } of CommonPrefixes)
        if (Prefix !== undefined) names.push(Prefix.slice(prefix.length, -1));
    }
    return names;
  }

  private async *pages(
    what: Pick<ListObjectsV2CommandInput, 'Prefix' | 'Delimiter'>,
  ): AsyncGenerator<ListObjectsV2CommandOutput> {
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({ Bucket: this.bucket, ...what, ContinuationToken: token });
      const page: ListObjectsV2CommandOutput = await this.s3.send(command).catch(rethrowUnavailable);
      yield page;
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  async listAfter(prefix: string, after: string, limit: number): Promise<string[]> {
    const command = new ListObjectsV2Command({
      Bucket: this.bucket,
      Prefix: prefix,
      StartAfter: after,
      MaxKeys: limit,
    });
    const { Contents = [] } = await this.s3.send(command).catch(rethrowUnavailable);
    return Contents.flatMap(({ Key }) => Key ?? []);
  }

  async ping(): Promise<void> {
    await this.s3.send(new HeadBucketCommand({ Bucket: this.bucket })).catch(rethrowUnavailable);
  }
}

/** Whatever else goes wrong with the store may go right the next time. */
function unavailable(cause: unknown): ExpectedError {
  return new ExpectedError(
    'service-unavailable',
    'The object store does not answer. Try again in a moment.',
    { cause },
  );
}

function rethrowUnavailable(cause: unknown): never {
  throw unavailable(cause);
}
