import { ExpectedError } from './errors';

/**
 * The longest side that is decoded [pixels]: as long as JPEG has it, and far beyond any camera. Decoders may spend time
 * on a row that grows with the square of its length, as libvips does on a TIFF in tiles (it searches a list of the row's
 * tiles for each of them): a second for rows of 65,535 or one of 2 million pixels, many minutes for one of 64 million.
 */
export const MAX_IMAGE_SIDE = 65_535;

/**
 * @param size      what the header says [pixels]
 * @param maxPixels width x height that is accepted at most
 * @throws ExpectedError `image-too-many-pixels`
 */
export function refuseTooManyPixels(
  { width, height }: { width: number; height: number },
  maxPixels: number,
): void {
  if (width * height <= maxPixels && Math.max(width, height) <= MAX_IMAGE_SIDE) return;
  throw new ExpectedError(
    'image-too-many-pixels',
    `The image has ${width} x ${height} pixels; at most ${maxPixels} in all and ${MAX_IMAGE_SIDE} a side are accepted. Scale it down.`,
  );
}
