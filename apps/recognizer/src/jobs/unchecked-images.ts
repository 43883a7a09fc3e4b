import { ImageStore } from '@facefleet/aws';
import { checkImageHeader, ExpectedError, refuseTooManyBytes } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { ImageLimits } from '../worker/image-limits';

/** Images that clients put into the store themselves. */
@Injectable()
export class UncheckedImages {
  constructor(
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(ImageLimits) private readonly limits: ImageLimits,
  ) {}

  /** @throws ExpectedError `image-missing`, `image-too-large`, and as `checkImageHeader` */
  async fetch(key: string): Promise<{ bytes: Buffer; sha256: string }> {
    const size = await this.images.size(key); // nobody could keep the client from uploading more than fits in here
    if (size !== undefined) refuseTooManyBytes(size, this.limits.maxBytes);
    const bytes = size === undefined ? undefined : await this.images.get(key);
    if (bytes === undefined)
      throw new ExpectedError('image-missing', `Nothing was uploaded with the key "${key}".`);
    checkImageHeader(bytes, this.limits.maxPixels);
    return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  }
}
