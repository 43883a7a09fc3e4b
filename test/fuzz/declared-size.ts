import type { ImageType } from '@facefleet/platform';

export interface Size {
  width: number;
  height: number;
}

/**
 * A copy of the file whose header says another size; numbers that a field cannot hold are cut to its bits.
 *
 * @returns undefined where the header has no field of a size
 */
export function withDeclaredSize(file: Buffer, type: ImageType, size: Size): Buffer | undefined {
  const copy = Buffer.from(file);
  return WRITERS[type](copy, size) ? copy : undefined;
}

/** Each says whether it found where to write. */
const WRITERS: Record<ImageType, (file: Buffer, size: Size) => boolean> = {
  jpeg: inJpeg,
  png: inPng,
  gif: inGif,
  webp: inWebp,
  avif: inAvif,
  tiff: inTiff,
};

/** Start of frame: length (2 bytes), precision (1), height, width. */
function inJpeg(file: Buffer, { width, height }: Size): boolean {
  for (let at = 2; at + 9 <= file.length && file[at] === 0xff; at += 2 + file.readUInt16BE(at + 2)) {
    const marker = file[at + 1] as number;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (!isFrame) continue;
    file.writeUInt16BE(height & 0xffff, at + 5);
    file.writeUInt16BE(width & 0xffff, at + 7);
    return true;
  }
  return false;
}

function inPng(file: Buffer, { width, height }: Size): boolean {
  file.writeUInt32BE(width >>> 0, 16);
  file.writeUInt32BE(height >>> 0, 20);
  mendPngChunk(file, 8);
  return true;
}

/** The canvas, and the first frame's own size behind its left and top. */
function inGif(file: Buffer, { width, height }: Size): boolean {
  const colours = (file[10] as number) & 0x80 ? 3 * 2 ** (((file[10] as number) & 7) + 1) : 0;
  const frame = file.indexOf(0x2c, 13 + colours);
  for (const at of frame < 0 ? [6] : [6, frame + 5]) {
    if (at + 4 > file.length) return false;
    file.writeUInt16LE(width & 0xffff, at);
    file.writeUInt16LE(height & 0xffff, at + 2);
  }
  return true;
}

/** The canvas of an extended file (24 bits each, less one), and a still's frame. */
function inWebp(file: Buffer, size: Size): boolean {
  const firstChunk = 12;
  if (file.toString('latin1', firstChunk, firstChunk + 4) !== 'VP8X')
    return inWebpFrame(file, firstChunk, size);
  file.writeUIntLE((size.width - 1) & 0xffffff, firstChunk + 12, 3);
  file.writeUIntLE((size.height - 1) & 0xffffff, firstChunk + 15, 3);
  for (let at = firstChunk; at + 8 <= file.length; at += 8 + roundUpToEven(file.readUInt32LE(at + 4))) {
    if (inWebpFrame(file, at, size)) break;
  }
  return true;
}

/** 14 bits each, in a lossless frame less one. @param at where the chunk begins (its name) */
function inWebpFrame(file: Buffer, at: number, { width, height }: Size): boolean {
  switch (file.toString('latin1', at, at + 4)) {
    case 'VP8 ':
      file.writeUInt16LE(width & 0x3fff, at + 14);
      file.writeUInt16LE(height & 0x3fff, at + 16);
      return true;
    case 'VP8L': {
      const rest = file.readUInt32LE(at + 9) & 0xf0000000;
      file.writeUInt32LE((((width - 1) & 0x3fff) | (((height - 1) & 0x3fff) << 14) | rest) >>> 0, at + 9);
      return true;
    }
    default:
      return false;
  }
}

function roundUpToEven(length: number): number {
  return length + (length % 2);
}

/** The property `ispe`: version and flags (4 bytes), width, height. */
function inAvif(file: Buffer, { width, height }: Size): boolean {
  const at = file.indexOf('ispe', 'latin1');
  if (at < 0) return false;
  file.writeUInt32BE(width >>> 0, at + 8);
  file.writeUInt32BE(height >>> 0, at + 12);
  return true;
}

/** Tags 256 and 257 of the first directory. */
function inTiff(file: Buffer, { width, height }: Size): boolean {
  const isBig = file[2] === 43;
  const start = isBig ? Number(file.readBigUInt64LE(8)) : file.readUInt32LE(4);
  const tags = isBig ? Number(file.readBigUInt64LE(start)) : file.readUInt16LE(start);
  const [countBytes, tagBytes, valueAt] = isBig ? [8, 20, 12] : [2, 12, 8];
  for (let tag = 0; tag < tags; tag++) {
    const at = start + countBytes + tag * tagBytes;
    const id = file.readUInt16LE(at);
    if (id !== 256 && id !== 257) continue;
    file.writeUInt16LE(LONG, at + 2);
    file.writeUInt32LE((id === 256 ? width : height) >>> 0, at + valueAt);
  }
  return true;
}

/** TIFF's type of a number of 32 bits. */
const LONG = 4;

/** Writes the checksum that the chunk's bytes have now. @param at where the chunk begins (its length) */
export function mendPngChunk(file: Buffer, at: number): void {
  const end = at + 8 + file.readUInt32BE(at);
  if (end + 4 <= file.length) file.writeInt32BE(crc32(file.subarray(at + 4, end)), end);
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}
