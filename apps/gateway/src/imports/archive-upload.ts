import type { ImageStore } from '@facefleet/aws';
import { archiveKey } from '@facefleet/bulk';
import { ExpectedError } from '@facefleet/platform';
import type { Request } from 'express';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ARCHIVE_HEAD_BYTES, archiveType } from './archive-type';
import type { NewArchive } from './new-import';

/**
 * Takes the body of a request into the store as it comes. It is unpacked by a recognizer, not here.
 * @throws ExpectedError `request-too-large`, `archive-type-unsupported`, `service-unavailable`: nothing is left in the store
 */
export async function takeArchive(
  request: Request,
  importId: string,
  store: ImageStore,
  maxBytes: number,
): Promise<NewArchive> {
  const hash = createHash('sha256');
  let bytes = 0;
  const refuseTooLarge = (length: number) => {
    if (length <= maxBytes) return;
    const detail = `The archive is larger than ${maxBytes} bytes. Send several smaller ones.`;
    throw new ExpectedError('request-too-large', detail);
  };
  // Ending the loop must not end the connection: the client is to get its answer.
  const body = request.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
  async function* counted(head: Buffer): AsyncGenerator<Buffer> {
    for (let chunk: Buffer | undefined = head; chunk !== undefined; chunk = await nextOf(body)) {
      bytes += chunk.length;
      refuseTooLarge(bytes);
      hash.update(chunk);
      yield chunk;
    }
  }
  try {
    refuseTooLarge(Number(request.headers['content-length'] ?? 0));
    const head = await headOf(body);
    const type = archiveType(head);
    if (type === undefined) {
      throw new ExpectedError(
        'archive-type-unsupported',
        'The body is no archive that we know by its content. Send a zip, tar or tar.gz file.',
      );
    }
    await store.putStream(archiveKey(importId), Readable.from(counted(head)), 'application/octet-stream');
    return { type, bytes, sha256: hash.digest('hex') };
  } catch (error) {
    request.resume();
    throw error;
  }
}

async function headOf(body: AsyncIterator<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let length = 0; length < ARCHIVE_HEAD_BYTES;) {
    const chunk = await nextOf(body);
    if (chunk === undefined) break;
    chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks);
}

async function nextOf(body: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
  const { done, value } = (await body.next()) as IteratorResult<Buffer, undefined>;
  return done ? undefined : value;
}
