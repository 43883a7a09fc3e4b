import { readFile, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { addSensorNoise } from '../support/sensor-noise';
import type { Probe } from './photo-set';

/** So many different pictures, and of large ones, which take seconds each to make, fewer. */
const PICTURES = 12;
const MOST_KB_OF_ALL = 20_000;
const LEAST_PICTURES = 4;
const QUALITY = 90;
/** Of such a JPEG with a sensor's noise: the first guess. The next picture is guessed from the one before. */
const BYTES_PER_PIXEL = 0.29;
const TRIES = 3;
const CLOSE_ENOUGH = 0.1;

/**
 * Photographs of about that file size, as a camera with as many pixels as that takes would have written them: enlarged
 * or shrunk, with a sensor's noise added. Always the same for the same photographs; kept in the folder.
 */
export async function sizedPhotos(originals: Probe[], sizeKb: number, folder: string): Promise<Probe[]> {
  await mkdir(folder, { recursive: true });
  const sized: Probe[] = [];
  const count = Math.min(PICTURES, Math.max(LEAST_PICTURES, Math.floor(MOST_KB_OF_ALL / sizeKb)));
  let bytesPerPixel = BYTES_PER_PIXEL;
  for (const [index, { person, bytes }] of spread(originals, count).entries()) {
    const file = join(folder, `${sizeKb}-${index}.jpg`);
    const known = await readFile(file).catch(() => undefined);
    if (known !== undefined) {
      sized.push({ person, bytes: known });
      continue;
    }
    const made = await photoOfSize(bytes, sizeKb * 1000, bytesPerPixel);
    bytesPerPixel = made.photo.length / made.pixels;
    await writeFile(file, made.photo);
    sized.push({ person, bytes: made.photo });
  }
  return sized;
}

/** From all over the list, which is sorted by people. */
function spread<T>(list: T[], most: number): T[] {
  const count = Math.min(most, list.length);
  return Array.from({ length: count }, (_, index) => list[Math.floor((index * list.length) / count)] as T);
}

async function photoOfSize(
  original: Buffer,
  targetBytes: number,
  bytesPerPixel: number,
): Promise<{ photo: Buffer; pixels: number }> {
  let pixels = targetBytes / bytesPerPixel;
  let photo = await enlarged(original, pixels);
  for (let tried = 1; tried < TRIES; tried++) {
    const factor = targetBytes / photo.length;
    if (Math.abs(factor - 1) < CLOSE_ENOUGH) break;
    pixels *= factor;
    photo = await enlarged(original, pixels);
  }
  return { photo, pixels };
}

async function enlarged(original: Buffer, pixels: number): Promise<Buffer> {
  const { autoOrient } = await sharp(original).metadata();
  const factor = Math.sqrt(pixels / (autoOrient.width * autoOrient.height));
  const { data, info } = await sharp(original)
    .autoOrient()
    .resize(Math.max(1, Math.round(autoOrient.width * factor)), null, { kernel: 'lanczos3' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  addSensorNoise(data, info.channels);
  return sharp(data, { raw: info }).jpeg({ quality: QUALITY, chromaSubsampling: '4:2:0' }).toBuffer();
}
