import { ImageStore } from '@facefleet/aws';
import { imageType } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { ArchivedFile } from './archive';

const READ_AT_ONCE = 4;
const EXTENSIONS = { jpeg: 'jpg', png: 'png', webp: 'webp', gif: 'gif', avif: 'avif', tiff: 'tif' } as const;

/** Enrolment photographs as files, a few of them in memory at a time. */
@Injectable()
export class Photographs {
  constructor(@Inject(ImageStore) private readonly images: ImageStore) {}

  /**
   * What was removed meanwhile is left out.
   * @param wanted `name` without its extension
   */
  async *files(wanted: readonly { name: string; imageKey: string }[]): AsyncGenerator<ArchivedFile> {
    for (let from = 0; from < wanted.length; from += READ_AT_ONCE) {
      const next = wanted.slice(from, from + READ_AT_ONCE);
      const images = await Promise.all(next.map(({ imageKey }) => this.images.get(imageKey)));
      for (const [index, { name }] of next.entries()) {
        const bytes = images[index];
        const type = bytes && imageType(bytes);
        if (type) yield { name: `${name}.${EXTENSIONS[type]}`, bytes };
      }
    }
  }
}
