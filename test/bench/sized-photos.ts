import { readFile, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { addSensorNoise } from '../support/sensor-noise';
import type { Probe } from './photo-set';

/** Enough that no two neighbours are the same picture; large ones take a second each to make. */
const PICTURES = 12;
const QUALITY = 90;
/** Of such a JPEG with a sensor's noise: the first guess, from which the second try comes close. */
const BYTES_PER_PIXEL = 0.29;
const TRIES = 3;
const CLOSE_ENOUGH = 0.05;

/**
 * Photographs of about that file size, as a camera with as many pixels as that takes would have written them: enlarged
 * or shrunk, with a sensor's noise added. Always the same for the same photographs; kept in the folder.
 */
export async function sizedPhotos(originals: Probe[], sizeKb: number, folder: string): Promise<Probe[]> {
  await mkdir(folder, { recursive: true });
  const sized: Probe[] = [];
  for (const [index, { person, bytes }] of spread(originals, PICTURES).entries()) {
    const file = join(folder, `${sizeKb}-${index}.jpg`);
    const known = await readFile(file).catch(() => undefined);
    const made = known ?? (await photoOfSize(bytes, sizeKb * 1000));
    if (known === undefined) await writeFile(file, made);
    sized.push({ person, bytes: made });
  }
  return sized;
}

/** From all over the list, which is sorted by people. */
function spread<T>(list: T[], most: number): T[] {
  const count = Math.min(most, list.length);
  return Array.from({ length: count }, (_, index) => list[Math.floor((index * list.length) / count)] as T);
}

async function photoOfSize(original: Buffer, targetBytes: number): Promise<Buffer> {
  let pixels = targetBytes / BYTES_PER_PIXEL;
  let photo = await enlarged(original, pixels);
  for (let tried = 1; tried < TRIES; tried++) {
    const factor = targetBytes / photo.length;
    if (Math.abs(factor - 1) < CLOSE_ENOUGH) break;
    pixels *= factor;
    photo = await enlarged(original, pixels);
  }
  return photo;
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
