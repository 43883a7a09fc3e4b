import type { ImageStore } from '@facefleet/aws';
import { type BatchItem, itemId } from '@facefleet/bulk';
import type { ItemOutcome } from '@facefleet/contracts';
import { ExpectedError, refuseTooManyBytes } from '@facefleet/platform';
import type { Request } from 'express';
import type { StorageEngine } from 'multer';
import type { Readable } from 'node:stream';
import { checkImage } from '../uploads/image-check';
import type { NewBatch } from './new-batch';

/** So many images are in memory at once, whatever the form holds: the client waits meanwhile. */
export const IMAGES_AT_ONCE = 3;

/** Takes the images of a form one by one into the store. One that is no image is an item that was rejected. */
export class ImageParts implements StorageEngine {
  private readonly items: BatchItem[] = [];
  private readonly rejected = new Map<number, ItemOutcome['error']>();
  private readonly taken: Promise<void>[] = [];
  private readonly stored: string[] = [];

  constructor(
    private readonly batchId: string,
    private readonly store: ImageStore,
    private readonly limits: { maxImageBytes: number; maxImagePixels: number },
  ) {}

  get batch(): NewBatch {
    return { id: this.batchId, items: this.items, rejected: this.rejected };
  }

  _handleFile(_request: Request, file: Express.Multer.File, done: (error?: unknown) => void): void {
    const index = this.items.length;
    const imageKey = `batches/${itemId({ id: this.batchId, index })}`;
    this.items.push({ name: file.originalname, imageKey });
    const turn = this.taken[index - IMAGES_AT_ONCE];
    const taking = this.take(index, imageKey, file, turn);
    this.taken.push(taking);
    taking.then(() => done(), done);
  }

  /** Whoever gives the batch up calls `discard`, which knows better what is stored. */
  _removeFile(_request: Request, _file: Express.Multer.File, done: (error: Error | null) => void): void {
    done(null);
  }

  /** Leaves nothing in the store. */
  async discard(): Promise<void> {
    await Promise.allSettled(this.taken);
    await this.store.delete(this.stored);
  }

  private async take(index: number, imageKey: string, file: Express.Multer.File, turn?: Promise<void>) {
    await turn;
    try {
      const buffer = await this.read(file.stream);
      const { originalname } = file;
      const image = checkImage({ buffer, originalname }, file.fieldname, this.limits.maxImagePixels);
      this.stored.push(imageKey);
      await this.store.put(imageKey, image.takeBytes(), image.contentType, { sha256: image.sha256 });
      this.items[index] = { name: originalname, imageKey, imageSha256: image.sha256 };
    } catch (error) {
      if (!(error instanceof ExpectedError) || error.code === 'service-unavailable') throw error;
      this.rejected.set(index, { code: error.code, detail: error.message });
    }
  }

  /** Reads to the end also what is too large: the next image comes behind it. */
  private async read(stream: Readable): Promise<Buffer> {
    const { maxImageBytes } = this.limits;
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxImageBytes) chunks.length = 0;
      else chunks.push(chunk);
    }
    refuseTooManyBytes(bytes, maxImageBytes);
    return Buffer.concat(chunks);
  }
}
