import { ExpectedError, imageType, messageOf, refuseTooManyPixels } from '@facefleet/platform';
import type { SharpOptions } from 'sharp';

import { CHANNELS, longSide, type Picture, type Rect } from './picture';
import { sharp } from './sharp-setup';

/** A photograph that is larger is shrunk for a first look, to this at least [pixels, longer side]. */
const OVERVIEW_SIDE = 800;
/**
 * Shrinking by these pays. libjpeg decodes at a half, a quarter or an eighth of the size for less, which spares the
 * inverse transform and never the entropy decoding; sharp makes use of it from a little above these factors on (at 4
 * it decodes at a half, at 2 the whole).
 */
const SHRINKS = [10, 5, 3] as const;

/**
 * The bytes of one image whose header was checked and whose pixels are decoded on demand: upright (EXIF), 8-bit sRGB,
 * transparency on white, the first frame of an animation.
 */
export class Photo {
  private constructor(
    private readonly bytes: Uint8Array,
    private readonly options: SharpOptions,
    /** Upright size [pixels]. */
    readonly width: number,
    readonly height: number,
  ) {}

  /**
   * Reads the header only.
   *
   * @param maxPixels width x height that is decoded at most; no side may be longer than `MAX_IMAGE_SIDE`
   * @throws ExpectedError `image-empty`, `image-type-unsupported`, `image-too-many-pixels` or `image-unreadable`
   */
  static async open(bytes: Uint8Array, maxPixels: number): Promise<Photo> {
    if (bytes.length === 0) throw new ExpectedError('image-empty', 'The image has no bytes.');
    const type = imageType(bytes);
    if (!type) throw unsupported();
    // A warning (a stray byte between segments, an odd EXIF tag) harms nobody; an error or a missing end does.
    const options: SharpOptions = { failOn: 'error', limitInputPixels: maxPixels };
    const header = await decoding(() => sharp(bytes, { ...options, limitInputPixels: false }).metadata());
    if (header.format === 'heif' && header.compression !== 'av1') throw unsupported();
    const { width, height } = header.autoOrient;
    refuseTooManyPixels({ width, height }, maxPixels);
    return new Photo(bytes, options, width, height);
  }

  /** By how much to shrink the image for a first look. */
  get overviewShrink(): number {
    return cheapShrink(longSide(this) / OVERVIEW_SIDE);
  }

  /**
   * Decodes the image or a part of it.
   *
   * @param shrink 1 for the image's own size, n for one pixel in place of n x n
   * @param region the part that is wanted [image pixels]; the picture covers it, grown to whole pixels
   * @throws ExpectedError `image-unreadable`
   */
  async read(shrink: number, region?: Rect): Promise<Picture> {
    const size = { width: Math.ceil(this.width / shrink), height: Math.ceil(this.height / shrink) };
    const pixelWidth = this.width / size.width;
    const pixelHeight = this.height / size.height;
    let pipeline = sharp(this.bytes, this.options).autoOrient();
    if (shrink > 1) pipeline = pipeline.resize({ ...size, fit: 'fill', kernel: 'linear' });
    const part = region && wholePixels(region, pixelWidth, pixelHeight, size);
    if (part) pipeline = pipeline.extract(part);
    const { data, info } = await decoding(() =>
      pipeline
        .flatten({ background: '#fff' })
        .toColourspace('srgb')
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true }),
    );
    if (info.channels !== CHANNELS) throw new Error(`sharp gave ${info.channels} channels in place of RGB`);
    return {
      width: info.width,
      height: info.height,
      data,
      left: (part?.left ?? 0) * pixelWidth,
      top: (part?.top ?? 0) * pixelHeight,
      pixelWidth,
      pixelHeight,
    };
  }
}

/** The largest factor up to `most` that makes decoding cheaper; 1 where none does. */
export function cheapShrink(most: number): number {
  return SHRINKS.find((shrink) => shrink <= most) ?? 1;
}

/** The pixels of a shrunk image that cover a region of the image. */
function wholePixels(
  region: Rect,
  pixelWidth: number,
  pixelHeight: number,
  size: { width: number; height: number },
): Rect {
  const left = Math.min(Math.max(Math.floor(region.left / pixelWidth), 0), size.width - 1);
  const top = Math.min(Math.max(Math.floor(region.top / pixelHeight), 0), size.height - 1);
  const right = Math.min(
    Math.max(Math.ceil((region.left + region.width) / pixelWidth), left + 1),
    size.width,
  );
  const bottom = Math.min(
    Math.max(Math.ceil((region.top + region.height) / pixelHeight), top + 1),
    size.height,
  );
  return { left, top, width: right - left, height: bottom - top };
}

function unsupported(): ExpectedError {
  return new ExpectedError(
    'image-type-unsupported',
    'The upload is not an image of a supported type: send JPEG, PNG, WebP, GIF, AVIF or TIFF.',
  );
}

async function decoding<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw new ExpectedError('image-unreadable', 'The image is damaged or incomplete: it cannot be decoded.', {
      cause: messageOf(error),
    });
  }
}
