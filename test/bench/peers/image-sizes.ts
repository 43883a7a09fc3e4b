import sharp from 'sharp';
import type { ImageSizes } from './report';

/** @param images at least one */
export async function sizesOf(images: readonly Buffer[]): Promise<ImageSizes> {
  const sizes = await Promise.all(images.map(async (image) => (await sharp(image).metadata()).autoOrient));
  const ascending = sizes.toSorted((a, b) => a.width * a.height - b.width * b.height);
  return {
    smallest: ascending[0]!,
    largest: ascending.at(-1)!,
    meanBytes: Math.round(images.reduce((sum, { length }) => sum + length, 0) / images.length),
  };
}
