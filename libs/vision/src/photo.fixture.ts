import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { sharp } from './sharp-setup';

const PROJECT = join(__dirname, '../../..');

/** Photographs beside the checkout that not every machine has. */
export const SHARED_FACES = join(PROJECT, '../shared/faces');

/** One of the six photographs of 3 to 5 people that come with a package of ours. */
export function samplePhoto(number: 1 | 2 | 3 | 4 | 5 | 6): Promise<Buffer> {
  return readFile(join(PROJECT, `node_modules/@vladmandic/face-api/demo/sample${number}.jpg`));
}

export const FACES_IN_SAMPLES = { 1: 3, 2: 3, 3: 3, 4: 4, 5: 5, 6: 4 } as const;

/** An image of four quarters: red, green (above), blue, white (below). */
export function quarters(width: number, height: number): ReturnType<typeof sharp> {
  const colours = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
  ] as const;
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const quarter = (y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1);
      data.set(colours[quarter]!, (y * width + x) * 3);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/**
 * The same picture stored as a camera held in another way would: turned or mirrored, with the EXIF tag that undoes it.
 *
 * @param orientation EXIF's 1 to 8
 */
export async function storedAs(image: Buffer, orientation: number): Promise<Buffer> {
  const quarterTurns: Record<number, number> = { 3: 180, 5: 90, 6: 270, 7: 270, 8: 90 };
  const turned = await sharp(image)
    .rotate(quarterTurns[orientation] ?? 0)
    .png()
    .toBuffer();
  let stored = sharp(turned);
  if (orientation === 2 || orientation === 5 || orientation === 7) stored = stored.flop();
  if (orientation === 4) stored = stored.flip();
  return stored.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).withMetadata({ orientation }).toBuffer();
}

/** A PNG whose header promises a size and whose data is nearly nothing. */
export async function pngOfDeclaredSize(width: number, height: number): Promise<Buffer> {
  const png = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#888' } })
    .png()
    .toBuffer();
  // The header chunk begins after the signature (8 bytes): length, type, width, height, ...; a checksum ends it.
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png.writeInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}
