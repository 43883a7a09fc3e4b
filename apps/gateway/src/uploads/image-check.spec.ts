import { ExpectedError } from '@facefleet/platform';
import { describe, expect, it } from 'vitest';
import { checkImage } from './image-check';

function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(33);
  Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').copy(header);
  header.writeUInt32BE(13, 8);
  header.write('IHDR', 12, 'latin1');
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  header[24] = 8;
  header[25] = 2;
  return header;
}

const file = (buffer: Buffer) => ({ buffer, originalname: 'photo.jpg' });

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ExpectedError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('checkImage', () => {
  it.each([
    ['nothing', undefined, 'image-missing'],
    ['an empty file', file(Buffer.alloc(0)), 'image-empty'],
    ['text called .jpg', file(Buffer.from('hello, I am a photograph')), 'image-type-unsupported'],
    [
      'an SVG',
      file(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')),
      'image-type-unsupported',
    ],
    ['a PNG bomb', file(pngHeader(40_000, 40_000)), 'image-too-many-pixels'],
    ['a PNG of one endless row', file(pngHeader(64_000_000, 1)), 'image-too-many-pixels'],
    ['a JPEG of three bytes', file(Buffer.from([0xff, 0xd8, 0xff])), 'image-unreadable'],
    ['a PNG that ends in its header', file(pngHeader(10, 10).subarray(0, 12)), 'image-unreadable'],
    ['a PNG without pixels', file(pngHeader(0, 10)), 'image-unreadable'],
    ['a small PNG', file(pngHeader(10, 10)), 'accepted'],
  ])('judges %s', (_, upload, code) => {
    expect(codeOf(() => checkImage(upload, 'image', 64e6))).toBe(code);
  });

  it('does not walk through a JPEG that was made to be slow to walk', () => {
    const zeros = Buffer.alloc(20_000_000);
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x02]).copy(zeros);
    const segments = Buffer.alloc(20_000_000);
    segments.set([0xff, 0xd8]);
    for (let at = 2; at + 4 <= segments.length; at += 4) segments.set([0xff, 0xe1, 0x00, 0x02], at);
    const padding = Buffer.alloc(20_000_000, 0xff);
    padding[1] = 0xd8;
    // Read byte by byte, each takes seconds, and the test its time limit.
    for (const bytes of [zeros, segments, padding]) {
      for (let n = 0; n < 20; n++)
        expect(codeOf(() => checkImage(file(bytes), 'image', 64e6))).toBe('image-unreadable');
    }
  });

  it('finds the size of a JPEG behind its other segments', () => {
    const app = [0xff, 0xe1, 0x00, 0x06, 1, 2, 3, 4];
    const frame = [0xff, 0xff, 0xc2, 0x00, 0x0b, 8, 0x00, 0x10, 0x00, 0x20, 1, 1, 0x11, 0];
    const jpeg = Buffer.from([0xff, 0xd8, ...app, ...app, ...frame]);
    expect(codeOf(() => checkImage(file(jpeg), 'image', 16 * 32))).toBe('accepted');
    expect(codeOf(() => checkImage(file(jpeg), 'image', 16 * 32 - 1))).toBe('image-too-many-pixels');
  });

  it('goes by the content, not by the name, and takes the hash of what was sent', () => {
    const image = checkImage(file(pngHeader(10, 10)), 'image', 100);
    expect(image.contentType).toBe('image/png');
    expect(image.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
