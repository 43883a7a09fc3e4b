import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { ExpectedError } from '@facefleet/platform';
import type { ObjectStore } from './object-store';

const MAX_KEYS_PER_DELETE = 1000;

export class S3ObjectStore implements ObjectStore {
  constructor(
    private readonly s3: S3Client,
    private readonly bucket: string,
  ) {}

  async put(key: string, body: Uint8Array | string, contentType: string): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: this.bucket,
      Key: key,
      Body: body,
      ContentType: contentType,
    });
    await this.s3.send(command).catch(rethrowUnavailable);
  }

  async get(key: string, signal?: AbortSignal): Promise<Buffer | undefined> {
    try {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }), {
        abortSignal: signal,
      });
      if (Body === undefined) throw new Error(`The object store answered without a body for ${key}`);
      return Buffer.from(await Body.transformToByteArray());
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw unavailable(error);
    }
  }

  async exists(key: string): Promise<boolean> {
    try {
      await this.s3.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key }));
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
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
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: this.bucket,
        Prefix: prefix,
        ContinuationToken: token,
      });
      const page: ListObjectsV2CommandOutput = await this.s3.send(command).catch(rethrowUnavailable);
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return keys;
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
