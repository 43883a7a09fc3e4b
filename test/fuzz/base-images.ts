import sharp, { type Sharp } from 'sharp';
import type { ImageType } from '@facefleet/platform';
import { DEMO_FACES, demoPortrait } from '../support/demo-faces';

/** A whole file with a face. */
export interface BaseImage {
  name: string;
  type: ImageType;
  bytes: Buffer;
  /** EXIF or an ICC profile, not compressed. */
  hasMetadata: boolean;
}

const EXIF = {
  IFD0: { Make: 'Facefleet', Model: 'Portrait', Software: 'a camera', DateTime: '2026:01:02 03:04:05' },
  IFD2: { ExposureTime: '1/125', ISOSpeedRatings: '400', LensModel: '35 mm' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 28/1 40/1' },
};
const SIDE = 240;

type Encode = (image: Sharp) => Sharp;

/** Every way to store an image that we decode. */
const STILLS: [name: string, type: ImageType, encode: Encode][] = [
  ['jpeg-baseline', 'jpeg', (image) => image.jpeg({ quality: 85 })],
  ['jpeg-progressive', 'jpeg', (image) => image.jpeg({ quality: 80, progressive: true })],
  ['jpeg-444', 'jpeg', (image) => image.jpeg({ quality: 90, chromaSubsampling: '4:4:4' })],
  ['jpeg-grey', 'jpeg', (image) => image.greyscale().jpeg()],
  ['jpeg-cmyk', 'jpeg', (image) => image.toColourspace('cmyk').jpeg()],
  ['png-8', 'png', (image) => image.png()],
  ['png-16', 'png', (image) => image.toColourspace('rgb16').png()],
  ['png-palette', 'png', (image) => image.png({ palette: true })],
  ['png-interlaced', 'png', (image) => image.png({ progressive: true })],
  ['png-grey-alpha', 'png', (image) => image.greyscale().ensureAlpha(0.9).png()],
  ['webp-lossy', 'webp', (image) => image.webp()],
  ['webp-lossless', 'webp', (image) => image.webp({ lossless: true })],
  ['webp-alpha', 'webp', (image) => image.ensureAlpha(0.9).webp()],
  ['avif', 'avif', (image) => image.avif({ effort: 0 })],
  ['avif-444-lossless', 'avif', (image) => image.avif({ effort: 0, lossless: true })],
  ['tiff-raw', 'tiff', (image) => image.tiff({ compression: 'none' })],
  ['tiff-lzw', 'tiff', (image) => image.tiff({ compression: 'lzw', predictor: 'horizontal' })],
  ['tiff-deflate-tiled', 'tiff', (image) => image.tiff({ compression: 'deflate', tile: true })],
  ['tiff-jpeg', 'tiff', (image) => image.tiff({ compression: 'jpeg' })],
  ['tiff-packbits-big', 'tiff', (image) => image.tiff({ compression: 'packbits', bigtiff: true })],
  ['tiff-16', 'tiff', (image) => image.toColourspace('rgb16').tiff({ compression: 'deflate' })],
];

/** Cameras write these; the last number is how they were held. */
const WITH_EXIF: [name: string, type: ImageType, orientation: number, encode: Encode][] = [
  ['jpeg-exif', 'jpeg', 1, (image) => image.jpeg()],
  ['png-exif', 'png', 1, (image) => image.png()],
  ['webp-exif', 'webp', 1, (image) => image.webp()],
  ['avif-exif', 'avif', 1, (image) => image.avif({ effort: 0 })],
];

/** The demo people's portraits, a different one in each format. */
export async function baseImages(): Promise<BaseImage[]> {
  let taken = 0;
  const portrait = async (): Promise<Sharp> => {
    const number = taken++;
    const face = DEMO_FACES[number % DEMO_FACES.length] as (typeof DEMO_FACES)[number];
    return sharp(await demoPortrait(face, 0)).resize(SIDE, SIDE, { fit: 'inside' });
  };
  const stills = STILLS.map(async ([name, type, encode]): Promise<BaseImage> => ({
    name,
    type,
    hasMetadata: false,
    bytes: await encode(await portrait()).toBuffer(),
  }));
  const tagged = WITH_EXIF.map(async ([name, type, orientation, encode]): Promise<BaseImage> => ({
    name,
    type,
    hasMetadata: true,
    bytes: await encode(await portrait())
      .withExif(EXIF)
      .withMetadata({ orientation })
      .toBuffer(),
  }));
  const turned = [3, 6].map(async (orientation): Promise<BaseImage> => {
    const upright = await (await portrait()).png().toBuffer();
    const stored = sharp(upright).rotate(orientation === 3 ? 180 : 270);
    const bytes = await stored.withExif(EXIF).withMetadata({ orientation }).jpeg().toBuffer();
    return { name: `jpeg-orientation-${orientation}`, type: 'jpeg', hasMetadata: true, bytes };
  });
  const coloured = (['jpeg', 'webp'] as const).map(async (type): Promise<BaseImage> => ({
    name: `${type}-display-p3`,
    type,
    hasMetadata: true,
    bytes: await (await portrait()).withIccProfile('p3').toFormat(type).toBuffer(),
  }));
  const animated = (['gif', 'webp'] as const).map(async (type): Promise<BaseImage> => {
    const still = await (await portrait()).resize(160, 160, { fit: 'cover' }).png().toBuffer();
    const frames = await Promise.all(
      [0, 1, 2].map((n) =>
        sharp(still)
          .modulate({ brightness: 1 + n / 10 })
          .png()
          .toBuffer(),
      ),
    );
    const bytes = await sharp(frames, { join: { animated: true } })
      .toFormat(type)
      .toBuffer();
    return { name: `${type}-animated`, type, hasMetadata: false, bytes };
  });
  return Promise.all([...stills, ...tagged, ...turned, ...coloured, ...animated]);
}
