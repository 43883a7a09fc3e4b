/** Real files have some dozens. */
const MOST_SEGMENTS = 5_000;

/**
 * Width and height of a JPEG by its header; undefined where it has none that can be read.
 * Steps from segment to segment, so its cost does not grow with the file, however that was made.
 */
export function jpegSize(bytes: Buffer): { width: number; height: number } | undefined {
  let at = 2;
  for (let segment = 0; segment < MOST_SEGMENTS && at + 9 <= bytes.length; segment++) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] as number;
    if (isFrame(marker)) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    if (marker === 0xff)
      at += 1; // padding before a marker
    else if (hasNoLength(marker)) at += 2;
    else {
      const length = bytes.readUInt16BE(at + 2);
      if (length < 2 || marker === START_OF_SCAN || marker === END_OF_IMAGE) return undefined;
      at += 2 + length;
    }
  }
  return undefined;
}

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/** Start of frame: 0xc0..0xcf, less the tables that lie between. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function hasNoLength(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}
