import { ExpectedError } from '@facefleet/platform';
import { describe, expect, it } from 'vitest';
import { Photo } from './decode';
import { pngOfDeclaredSize, quarters, samplePhoto, storedAs } from './photo.fixture';
import { CHANNELS, type Picture } from './picture';
import { sharp } from './sharp-setup';

const MAX_PIXELS = 64_000_000;

async function decode(image: Uint8Array): Promise<Picture> {
  return (await Photo.open(image, MAX_PIXELS)).read(1);
}

function pixel({ width, data }: Picture, x: number, y: number): number[] {
  const at = (y * width + x) * CHANNELS;
  return [...data.subarray(at, at + CHANNELS)];
}

/** The colours in the middle of the four quarters. */
function coloursOf(picture: Picture): number[][] {
  const { width, height } = picture;
  return [0.25, 0.75].flatMap((v) =>
    [0.25, 0.75].map((u) => pixel(picture, Math.floor(u * width), Math.floor(v * height))),
  );
}

const RED_GREEN_BLUE_WHITE = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
];

function expectColours(picture: Picture, expected: number[][], tolerance: number): void {
  for (const [i, colour] of coloursOf(picture).entries()) {
    for (const [c, value] of colour.entries()) {
      expect(Math.abs(value - expected[i]![c]!), `quarter ${i}, channel ${c}`).toBeLessThanOrEqual(tolerance);
    }
  }
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ExpectedError) return error.code;
  throw error;
}

describe('what is decoded', () => {
  it.each([
    ['JPEG', (image: ReturnType<typeof sharp>) => image.jpeg({ quality: 95 })],
    ['progressive JPEG', (image: ReturnType<typeof sharp>) => image.jpeg({ quality: 95, progressive: true })],
    ['PNG', (image: ReturnType<typeof sharp>) => image.png()],
    ['palette PNG', (image: ReturnType<typeof sharp>) => image.png({ palette: true })],
    ['WebP', (image: ReturnType<typeof sharp>) => image.webp({ quality: 95 })],
    ['GIF', (image: ReturnType<typeof sharp>) => image.gif()],
    ['AVIF', (image: ReturnType<typeof sharp>) => image.avif({ quality: 90, effort: 0 })],
    ['TIFF', (image: ReturnType<typeof sharp>) => image.tiff()],
  ])('reads a %s', async (_, encode) => {
    const picture = await decode(await encode(quarters(64, 48)).toBuffer());
    expect([picture.width, picture.height]).toEqual([64, 48]);
    expectColours(picture, RED_GREEN_BLUE_WHITE, 12);
  });

  it.each([
    ['skin', [200, 150, 120]],
    ['paper', [255, 255, 255]],
    ['grey', [128, 128, 128]],
  ])('brings a CMYK JPEG of %s to sRGB', async (_, [r, g, b]) => {
    const plain = { width: 16, height: 16, channels: 3, background: { r: r!, g: g!, b: b! } } as const;
    const image = await sharp({ create: plain }).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
    expect((await sharp(image).metadata()).space).toBe('cmyk');
    // Ink has no exact equivalent of every colour: near enough for a face.
    for (const [c, value] of pixel(await decode(image), 8, 8).entries()) {
      expect(Math.abs(value - [r!, g!, b!][c]!), `channel ${c}`).toBeLessThan(18);
    }
  });

  it('brings a 16-bit PNG to 8 bits', async () => {
    const image = await quarters(64, 48).toColourspace('rgb16').png().toBuffer();
    expect((await sharp(image).metadata()).depth).toBe('ushort');
    expectColours(await decode(image), RED_GREEN_BLUE_WHITE, 1);
  });

  it('brings greyscale to three channels, with 16 bits and transparency too', async () => {
    const grey = { create: { width: 8, height: 8, channels: 3, background: '#646464' } } as const;
    const eight = await sharp(grey).toColourspace('b-w').png().toBuffer();
    const sixteen = await sharp(grey).toColourspace('grey16').png().toBuffer();
    const transparent = await sharp(grey).ensureAlpha(0.5).toColourspace('b-w').png().toBuffer();
    expect((await sharp(eight).metadata()).channels).toBe(1);
    expect((await sharp(transparent).metadata()).channels).toBe(2);
    expect(pixel(await decode(eight), 3, 3)).toEqual([100, 100, 100]);
    expect(pixel(await decode(sixteen), 3, 3)).toEqual([100, 100, 100]);
    for (const value of pixel(await decode(transparent), 3, 3)) expect(Math.abs(value - 178)).toBeLessThan(3);
  });

  it('lays transparency on white', async () => {
    const clear = { width: 8, height: 8, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } as const;
    expect(pixel(await decode(await sharp({ create: clear }).png().toBuffer()), 3, 3)).toEqual([
      255, 255, 255,
    ]);
  });

  it.each(['gif', 'webp'] as const)('takes the first frame of an animated %s', async (format) => {
    const frame = (background: string): Promise<Buffer> =>
      sharp({ create: { width: 20, height: 10, channels: 3, background } })
        .png()
        .toBuffer();
    const frames = await Promise.all(['#ff0000', '#0000ff', '#00ff00'].map(frame));
    const animation = await sharp(frames, { join: { animated: true } })
      .toFormat(format, { loop: 0 })
      .toBuffer();
    expect((await sharp(animation).metadata()).pages).toBe(3);
    const picture = await decode(animation);
    expect([picture.width, picture.height]).toEqual([20, 10]);
    expect(pixel(picture, 5, 5)[0]).toBeGreaterThan(240);
    expect(pixel(picture, 5, 5)[2]).toBeLessThan(15);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('sets EXIF orientation %i upright', async (orientation) => {
    const upright = await quarters(64, 48).png().toBuffer();
    const image = await storedAs(upright, orientation);
    const header = await sharp(image).metadata();
    expect([header.orientation, header.width]).toEqual([orientation, orientation >= 5 ? 48 : 64]);
    const photo = await Photo.open(image, MAX_PIXELS);
    expect([photo.width, photo.height]).toEqual([64, 48]);
    const picture = await photo.read(1);
    expect([picture.width, picture.height]).toEqual([64, 48]);
    expectColours(picture, RED_GREEN_BLUE_WHITE, 12);
  });

  it('reads a picture one pixel wide and 10,000 high', async () => {
    const image = await sharp({ create: { width: 1, height: 10_000, channels: 3, background: '#ff0000' } })
      .png()
      .toBuffer();
    const photo = await Photo.open(image, MAX_PIXELS);
    const picture = await photo.read(photo.overviewShrink);
    expect(picture.width).toBe(1);
    expect(picture.height).toBeLessThan(2_000);
    expect(picture.height * picture.pixelHeight).toBe(10_000);
    expect(pixel(picture, 0, 100)).toEqual([255, 0, 0]);
  });

  it('forgives a warning: bytes between the segments and after the end of a JPEG', async () => {
    const jpeg = await quarters(64, 48).jpeg({ quality: 95 }).toBuffer();
    const firstSegmentEnd = 4 + jpeg.readUInt16BE(4);
    const odd = Buffer.concat([
      jpeg.subarray(0, firstSegmentEnd),
      Buffer.alloc(7),
      jpeg.subarray(firstSegmentEnd),
      Buffer.from('appended by some tool'),
    ]);
    await expect(sharp(odd, { failOn: 'warning' }).raw().toBuffer()).rejects.toThrow(/extraneous/);
    expectColours(await decode(odd), RED_GREEN_BLUE_WHITE, 12);
  });
});

describe('parts and sizes', () => {
  it('shrinks, and says what one pixel covers', async () => {
    const photo = await Photo.open(await quarters(66, 46).png().toBuffer(), MAX_PIXELS);
    const picture = await photo.read(4);
    expect([picture.width, picture.height]).toEqual([17, 12]);
    expect([picture.width * picture.pixelWidth, picture.height * picture.pixelHeight]).toEqual([66, 46]);
    expectColours(picture, RED_GREEN_BLUE_WHITE, 1);
  });

  it('reads a part at the place that it says', async () => {
    const photo = await Photo.open(await quarters(64, 48).png().toBuffer(), MAX_PIXELS);
    const part = await photo.read(2, { left: 40.5, top: 5, width: 15, height: 8 });
    expect([part.left, part.top, part.pixelWidth]).toEqual([40, 4, 2]);
    expect([part.width, part.height]).toEqual([8, 5]);
    expect(pixel(part, 0, 0)).toEqual([0, 255, 0]);
  });

  it('reads the same part of a turned photograph', async () => {
    const photo = await Photo.open(await storedAs(await quarters(64, 48).png().toBuffer(), 6), MAX_PIXELS);
    const part = await photo.read(2, { left: 4, top: 30, width: 10, height: 10 });
    expect(pixel(part, 2, 2)[2]).toBeGreaterThan(240);
    expect(pixel(part, 2, 2)[0]).toBeLessThan(15);
  });

  it('keeps a part that reaches beyond the image inside it', async () => {
    const photo = await Photo.open(await quarters(64, 48).png().toBuffer(), MAX_PIXELS);
    const part = await photo.read(1, { left: -10, top: 40, width: 1_000, height: 1_000 });
    expect([part.left, part.top, part.width, part.height]).toEqual([0, 40, 64, 8]);
  });

  it.each([
    [250, 1],
    [2_399, 1],
    [2_400, 3],
    [4_032, 5],
    [8_000, 10],
  ])('takes its first look at an image of %i pixels shrunk by %i', async (side, shrink) => {
    const image = await pngOfDeclaredSize(side, 10);
    expect((await Photo.open(image, MAX_PIXELS)).overviewShrink).toBe(shrink);
  });
});

describe('what is refused', () => {
  it('says of an empty upload that it is empty', async () => {
    expect(await codeOf(decode(new Uint8Array()))).toBe('image-empty');
  });

  it.each([
    ['a text', 'hello, I am not an image'],
    [
      'an SVG',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    ],
    ['a PDF', '%PDF-1.7\n%'],
  ])('says of %s that its type is not supported', async (_, text) => {
    expect(await codeOf(decode(Buffer.from(text)))).toBe('image-type-unsupported');
  });

  it('cannot be talked into rendering an SVG by sharp itself', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    await expect(sharp(svg).raw().toBuffer()).rejects.toThrow();
  });

  it('refuses 40,000 x 40,000 pixels from the header alone', async () => {
    const image = await pngOfDeclaredSize(40_000, 40_000);
    expect(image.length).toBeLessThan(200);
    expect(await codeOf(Photo.open(image, MAX_PIXELS))).toBe('image-too-many-pixels');
  });

  it('refuses one pixel more than it was told to accept, and no less', async () => {
    const image = await quarters(64, 48).png().toBuffer();
    await expect(Photo.open(image, 64 * 48)).resolves.toMatchObject({ width: 64 });
    expect(await codeOf(Photo.open(image, 64 * 48 - 1))).toBe('image-too-many-pixels');
  });

  it('refuses a side that no camera has, however few pixels there are', async () => {
    const image = await pngOfDeclaredSize(1_000_000, 1);
    expect(await codeOf(Photo.open(image, MAX_PIXELS))).toBe('image-too-many-pixels');
  });

  it.each([0.02, 0.3, 0.6, 0.95, 0.999])('refuses a JPEG of which a part of %f is left', async (part) => {
    const jpeg = await samplePhoto(1);
    expect(await codeOf(decode(jpeg.subarray(0, Math.floor(jpeg.length * part))))).toBe('image-unreadable');
  });

  it.each(['png', 'webp', 'tiff', 'avif'] as const)('refuses a %s that is cut short', async (format) => {
    const image = await sharp(await samplePhoto(1))
      .resize(320)
      .toFormat(format)
      .toBuffer();
    expect(await codeOf(decode(image.subarray(0, Math.floor(image.length * 0.6))))).toBe('image-unreadable');
  });

  it('refuses a PNG that promises more than it holds', async () => {
    expect(await codeOf(decode(await pngOfDeclaredSize(500, 500)))).toBe('image-unreadable');
  });

  it('refuses the first bytes of a JPEG with noise behind them', async () => {
    const noise = Buffer.from(Array.from({ length: 2_000 }, (_, i) => (i * 7919) % 251));
    expect(await codeOf(decode(Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), noise])))).toBe(
      'image-unreadable',
    );
  });
});
