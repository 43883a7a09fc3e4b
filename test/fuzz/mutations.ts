import sharp from 'sharp';
import type { BaseImage } from './base-images';
import { mendPngChunk, withDeclaredSize, type Size } from './declared-size';
import type { Dice } from './dice';

/** One way to spoil a file. */
export interface Mutation {
  name: string;
  /** Which base images it makes sense for; all, unless given. */
  fits?: (base: BaseImage) => boolean;
  /** @param others the base images, to take parts from */
  apply(base: BaseImage, dice: Dice, others: readonly BaseImage[]): Buffer | Promise<Buffer>;
}

const HEADER_BYTES = 200;
/** Byte order and version, as sharp writes them. */
const EXIF_BEGINS = 'II*\0';
/** Behind the profile's general fields, before its table of tags. */
const ICC_SIGNATURE = 'acsp';

/** Where headers go wrong: nothing, signs, fields that overflow, and sizes just within the limit of pixels and beyond it. */
const ODD_LENGTHS = [
  0,
  1,
  2,
  3,
  255,
  8_000,
  8_001,
  16_383,
  16_384,
  65_535,
  1e6,
  64e6,
  2 ** 31 - 1,
  2 ** 32 - 1,
];
const ODD_SIZES: Size[] = [
  { width: 8_000, height: 8_000 },
  { width: 8_001, height: 8_000 },
  { width: 65_535, height: 976 },
  { width: 976, height: 65_535 },
  { width: 16_383, height: 3_900 },
  { width: 1, height: 64_000_000 },
  { width: 64_000_000, height: 1 },
  { width: 0, height: 0 },
];
const EXTREME_SIZES: Size[] = [
  { width: 1, height: 1 },
  { width: 1, height: 10_000 },
  { width: 10_000, height: 1 },
  { width: 3, height: 16_000 },
  { width: 16_000, height: 3 },
  { width: 40, height: 10_000 },
  { width: 10_000, height: 40 },
  { width: 2, height: 2 },
];

export const MUTATIONS: readonly Mutation[] = [
  { name: 'none', apply: ({ bytes }) => Buffer.from(bytes) },
  { name: 'few bits', apply: ({ bytes }, dice) => flipBits(bytes, dice, dice.between(1, 8), bytes.length) },
  {
    name: 'many bits',
    apply: ({ bytes }, dice) =>
      flipBits(bytes, dice, Math.ceil(bytes.length * dice.pick([0.001, 0.01, 0.1])), bytes.length),
  },
  {
    name: 'bits of the header',
    apply: ({ bytes }, dice) => flipBits(bytes, dice, dice.between(1, 16), HEADER_BYTES),
  },
  { name: 'truncated', apply: ({ bytes }, dice) => bytes.subarray(0, dice.below(bytes.length)) },
  {
    name: 'bytes inserted',
    apply: ({ bytes }, dice) =>
      replaced(bytes, dice.below(bytes.length), 0, dice.bytes(dice.between(1, 300))),
  },
  {
    name: 'bytes removed',
    apply: ({ bytes }, dice) =>
      replaced(bytes, dice.below(bytes.length), dice.between(1, 300), Buffer.alloc(0)),
  },
  {
    name: 'block duplicated',
    apply: ({ bytes }, dice) => {
      const from = dice.below(bytes.length);
      const block = bytes.subarray(from, from + dice.between(1, 4_096));
      return replaced(bytes, from, 0, Buffer.concat(Array<Buffer>(dice.between(1, 8)).fill(block)));
    },
  },
  {
    name: 'block overwritten',
    apply: ({ bytes }, dice) => {
      const length = dice.between(1, 2_000);
      return replaced(
        bytes,
        dice.below(bytes.length),
        length,
        Buffer.alloc(length, dice.pick([0, 0xff, 0x80])),
      );
    },
  },
  {
    name: "another type's header",
    apply: ({ type, bytes }, dice, others) => {
      const header = dice.pick(others.filter((other) => other.type !== type)).bytes;
      const length = dice.pick([4, 12, 16, 64, HEADER_BYTES]);
      return replaced(bytes, 0, length, header.subarray(0, length));
    },
  },
  {
    name: 'two halves',
    apply: ({ bytes }, dice, others) => {
      const other = dice.pick(others).bytes;
      return Buffer.concat([
        bytes.subarray(0, dice.below(bytes.length)),
        other.subarray(dice.below(other.length)),
      ]);
    },
  },
  {
    name: 'declared size',
    apply: ({ bytes, type }, dice) => {
      const size = dice.pick([
        dice.pick(ODD_SIZES),
        { width: dice.pick(ODD_LENGTHS), height: dice.pick(ODD_LENGTHS) },
        { width: SOME_SIDE, height: dice.pick(ODD_LENGTHS) },
        { width: dice.pick(ODD_LENGTHS), height: SOME_SIDE },
      ]);
      return withDeclaredSize(bytes, type, size) ?? Buffer.from(bytes);
    },
  },
  {
    name: 'extreme shape',
    apply: ({ bytes, type }, dice) => {
      const { width, height } = dice.pick(EXTREME_SIZES);
      const image = sharp(bytes).resize(width, height, { fit: 'fill' });
      return (type === 'avif' ? image.avif({ effort: 0 }) : image.toFormat(type)).toBuffer();
    },
  },
  {
    name: 'garbled metadata',
    fits: ({ hasMetadata }) => hasMetadata,
    apply: ({ bytes, type }, dice) => garbledMetadata(bytes, type === 'png', dice),
  },
  {
    name: 'noise behind a magic number',
    apply: ({ bytes }, dice) =>
      Buffer.concat([
        bytes.subarray(0, dice.pick([4, 12, 16, 32])),
        dice.bytes(dice.pick([0, 10, 1_000, 20_000])),
      ]),
  },
  {
    name: 'several at once',
    apply: async (base, dice, others) => {
      let bytes: Buffer = base.bytes;
      for (let step = dice.between(2, 4); step > 0; step--) {
        const mutation = dice.pick(
          REPEATABLE.map((name) => MUTATIONS.find((one) => one.name === name) as Mutation),
        );
        if (bytes.length > 0) bytes = await mutation.apply({ ...base, bytes }, dice, others);
      }
      return bytes;
    },
  },
];

/** What needs no header that is still in order. */
const REPEATABLE = [
  'few bits',
  'bits of the header',
  'truncated',
  'bytes inserted',
  'bytes removed',
  'block duplicated',
  'block overwritten',
  "another type's header",
];
/** Near that of the base images. */
const SOME_SIDE = 240;

/** Flips in the first `end` bytes; a bit that is hit twice is as it was. */
function flipBits(bytes: Buffer, dice: Dice, count: number, end: number): Buffer {
  const flipped = Buffer.from(bytes);
  const reach = Math.min(end, flipped.length);
  for (let n = 0; n < count; n++) {
    const at = dice.below(reach);
    flipped[at] = (flipped[at] as number) ^ (1 << dice.below(8));
  }
  return flipped;
}

function replaced(bytes: Buffer, at: number, length: number, by: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + length)]);
}

/** Some bytes of the EXIF tags or of the ICC profile become others. */
function garbledMetadata(bytes: Buffer, isPng: boolean, dice: Dice): Buffer {
  const garbled = Buffer.from(bytes);
  const exif = garbled.indexOf(EXIF_BEGINS, 0, 'latin1');
  const start = exif >= 0 ? exif + EXIF_BEGINS.length : garbled.indexOf(ICC_SIGNATURE, 0, 'latin1');
  const end = Math.min(garbled.length, start + dice.pick([20, 100, 300]));
  for (let count = dice.between(1, 40); count > 0; count--) {
    garbled[dice.between(start, end - 1)] = dice.pick([0, 0xff, dice.below(256)]);
  }
  if (isPng) mendPngChunk(garbled, exif - 8); // else libpng would not look at it
  return garbled;
}
