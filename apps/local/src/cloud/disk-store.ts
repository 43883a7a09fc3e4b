import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { buildApp } from 'fauxqs' with { 'resolution-mode': 'import' };
import { BucketFolder } from './bucket-folder';
import { decodeName, encodeName } from './file-names';
import { type ObjectInfo } from './object-file';
import { PartUploads } from './part-uploads';
import { S3Problem } from './s3-problem';

type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
/** The object store that fauxqs' routes are served from. */
export type S3Store = Pick<Stores['s3Store'], keyof Stores['s3Store']>;
type S3Object = ReturnType<S3Store['getObject']>;
type Listing = ReturnType<S3Store['listObjects']>;
type ListOptions = Parameters<S3Store['listObjects']>[1];

const NO_BODY = Buffer.alloc(0);

/**
 * fauxqs' own store forgets everything when it ends; this one keeps every object in a file, so that enrolled people are
 * still there after a restart. Synchronous because fauxqs' routes are; nothing else runs in its process. What fauxqs
 * stores is never thrown away here: a person who wants the space back deletes the folder.
 */
export class DiskStore implements S3Store {
  private readonly buckets = new Map<string, { folder: BucketFolder; createdAt: Date }>();
  private readonly partUploads = new PartUploads();

  constructor(
    private readonly root: string,
    private readonly warn: (message: string) => void,
  ) {
    mkdirSync(root, { recursive: true });
    for (const entry of readdirSync(root, { withFileTypes: true })) {
      const name = entry.isDirectory() ? decodeName(entry.name) : undefined;
      if (name !== undefined) this.createBucket(name);
    }
  }

  createBucket(name: string): void {
    if (this.buckets.has(name)) return;
    const folder = new BucketFolder(join(this.root, encodeName(name)), this.warn);
    this.buckets.set(name, { folder, createdAt: new Date() });
  }

  deleteBucket(name: string): void {
    const bucket = this.folder(name);
    if (bucket.size > 0) throw new S3Problem('BucketNotEmpty', 'The bucket is not empty', 409);
    bucket.remove();
    this.buckets.delete(name);
  }

  hasBucket(name: string): boolean {
    return this.buckets.has(name);
  }

  listBuckets(): ReturnType<S3Store['listBuckets']> {
    return [...this.buckets].map(([name, { createdAt }]) => ({ name, creationDate: createdAt }));
  }

  putObject(
    bucket: string,
    key: string,
    body: Buffer,
    contentType = 'application/octet-stream',
    metadata: Record<string, string> = {},
  ): S3Object {
    const info: ObjectInfo = {
      contentType,
      etag: `"${createHash('md5').update(body).digest('hex')}"`, // S3's ETag of a plain upload
      lastModifiedMs: Date.now(),
      metadata,
      contentLength: body.length,
    };
    this.folder(bucket).put(key, info, body);
    return toS3Object(key, info, body);
  }

  getObject(bucket: string, key: string): S3Object {
    const found = this.folder(bucket).get(key);
    if (!found) throw noSuchKey(bucket, key);
    return toS3Object(key, found.info, found.body);
  }

  /** Without the body, which nobody reads from here. */
  headObject(bucket: string, key: string): S3Object {
    const info = this.folder(bucket).info(key);
    if (!info) throw noSuchKey(bucket, key);
    return toS3Object(key, info, NO_BODY);
  }

  hasObject(bucket: string, key: string): boolean {
    return this.buckets.get(bucket)?.folder.has(key) ?? false;
  }

  deleteObject(bucket: string, key: string): void {
    this.folder(bucket).delete(key);
  }

  deleteObjects(bucket: string, keys: string[]): string[] {
    for (const key of keys) this.deleteObject(bucket, key);
    return keys;
  }

  listObjects(bucket: string, options: ListOptions = {}): Listing {
    const { prefix = '', delimiter, maxKeys = 1000, startAfter, marker } = options;
    const after = startAfter ?? marker ?? '';
    const folder = this.folder(bucket);
    const objects: S3Object[] = [];
    const commonPrefixes = new Set<string>();
    for (const key of folder.keys(prefix, after)) {
      const common = commonPrefix(key, prefix, delimiter);
      if (common !== undefined && (commonPrefixes.has(common) || common <= after)) continue;
      const info = common === undefined ? folder.info(key) : undefined;
      if (common === undefined && info === undefined) continue;
      if (objects.length + commonPrefixes.size >= maxKeys) {
        return { objects, commonPrefixes: [...commonPrefixes], isTruncated: true };
      }
      if (common !== undefined) commonPrefixes.add(common);
      else if (info) objects.push(toS3Object(key, info, NO_BODY));
    }
    return { objects, commonPrefixes: [...commonPrefixes], isTruncated: false };
  }

  createMultipartUpload(
    bucket: string,
    key: string,
    contentType?: string,
    metadata?: Record<string, string>,
  ): string {
    this.folder(bucket); // there is one
    return this.partUploads.create({ bucket, key, contentType, metadata });
  }

  uploadPart(uploadId: string, partNumber: number, body: Buffer): string {
    return this.partUploads.put(uploadId, partNumber, body);
  }

  completeMultipartUpload(uploadId: string, parts: { partNumber: number; etag: string }[]): S3Object {
    const { bucket, key, body, contentType, metadata } = this.partUploads.complete(uploadId, parts);
    return this.putObject(bucket, key, body, contentType, metadata);
  }

  abortMultipartUpload(uploadId: string): void {
    this.partUploads.abort(uploadId);
  }

  emptyBucket(name: string): void {
    const bucket = this.buckets.get(name)?.folder;
    if (bucket) for (const key of [...bucket.keys('', '')]) bucket.delete(key);
  }

  clearObjects(): void {
    for (const name of this.buckets.keys()) this.emptyBucket(name);
  }

  purgeAll(): void {
    for (const { folder } of this.buckets.values()) folder.remove();
    this.buckets.clear();
  }

  private folder(bucket: string): BucketFolder {
    const found = this.buckets.get(bucket);
    if (!found) throw new S3Problem('NoSuchBucket', `There is no bucket ${bucket}`, 404);
    return found.folder;
  }
}

function commonPrefix(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (!delimiter) return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

function toS3Object(key: string, info: ObjectInfo, body: Buffer): S3Object {
  const { contentType, contentLength, etag, metadata, lastModifiedMs } = info;
  return { key, body, contentType, contentLength, etag, metadata, lastModified: new Date(lastModifiedMs) };
}

function noSuchKey(bucket: string, key: string): S3Problem {
  return new S3Problem('NoSuchKey', `There is no object ${key} in bucket ${bucket}`, 404);
}
