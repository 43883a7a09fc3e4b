import type { Request } from 'express';
import { createHash } from 'node:crypto';
import type { NewBatch } from '../batches/new-batch';
import type { NewArchive } from '../imports/new-import';
import type { UploadedImage } from '../uploads/uploaded-image';

/** What the interceptors that take uploads leave on a request. */
type WithUploads = Request & {
  image?: UploadedImage;
  images?: UploadedImage[];
  batch?: NewBatch;
  archive?: NewArchive;
};

/**
 * What makes two requests the same: method, path with query, JSON or form fields, and the images by their hashes. Of a
 * body that its handler reads by itself only type and length are known.
 */
export function fingerprintOf(request: Request): string {
  const { image, images = [], batch, archive } = request as WithUploads;
  const body = request.body as unknown;
  const parts = [
    request.method,
    request.originalUrl,
    body ?? [request.headers['content-type'], request.headers['content-length']],
    [...(image ? [image] : []), ...images].map(({ sha256 }) => sha256),
    archive?.sha256,
    batch?.items.map(({ name, imageSha256 }) => [name, imageSha256]),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
