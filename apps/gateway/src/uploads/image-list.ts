import { ExpectedError, refuseTooManyBytes } from '@facefleet/platform';
import type { Request } from 'express';
import type { StorageEngine } from 'multer';
import type { Readable } from 'node:stream';
import { checkImage } from './image-check';
import type { UploadedImage } from './uploaded-image';

/** An image that passed `checkImage`, or why it did not. */
export type ListedImage = UploadedImage | ExpectedError;

/** Takes the images of a form into the memory, so many bytes in all and no more. */
export class ImageList implements StorageEngine {
  readonly images: ListedImage[] = [];
  /** Of all images together, so far. */
  bytes = 0;

  constructor(
    private readonly limits: { maxImageBytes: number; maxImagePixels: number },
    private readonly maxBytesInAll: number,
  ) {}

  _handleFile(_request: Request, file: Express.Multer.File, done: (error?: unknown) => void): void {
    const index = this.images.length++;
    this.take(file).then((image) => {
      this.images[index] = image;
      done();
    }, done);
  }

  _removeFile(_request: Request, _file: Express.Multer.File, done: (error: Error | null) => void): void {
    done(null);
  }

  private async take({ stream, originalname, fieldname }: Express.Multer.File): Promise<ListedImage> {
    const buffer = await this.read(stream);
    try {
      refuseTooManyBytes(buffer.length, this.limits.maxImageBytes);
      return checkImage({ buffer, originalname }, fieldname, this.limits.maxImagePixels);
    } catch (error) {
      if (error instanceof ExpectedError) return error;
      throw error;
    }
  }

  /** @throws ExpectedError `image-too-large` once all images together are */
  private async read(stream: Readable): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let own = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      own += chunk.length;
      if (own > this.limits.maxImageBytes + chunk.length) continue; // to its end: the next image comes behind it
      this.bytes += chunk.length;
      if (this.bytes > this.maxBytesInAll) chunks.length = 0;
      else chunks.push(chunk);
    }
    if (this.bytes > this.maxBytesInAll) throw imagesTooLarge(this.maxBytesInAll);
    return Buffer.concat(chunks);
  }
}

export function imagesTooLarge(maxBytes: number): ExpectedError {
  return new ExpectedError(
    'image-too-large',
    `The upload is larger than ${maxBytes} bytes. Send smaller images, or fewer at a time.`,
  );
}
