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
    ['a JPEG of three bytes', file(Buffer.from([0xff, 0xd8, 0xff])), 'image-unreadable'],
    ['a PNG that ends in its header', file(pngHeader(10, 10).subarray(0, 12)), 'image-unreadable'],
    ['a PNG without pixels', file(pngHeader(0, 10)), 'image-unreadable'],
    ['a small PNG', file(pngHeader(10, 10)), 'accepted'],
  ])('judges %s', (_, upload, code) => {
    expect(codeOf(() => checkImage(upload, 'image', 64e6))).toBe(code);
  });

  it('goes by the content, not by the name, and takes the hash of what was sent', () => {
    const image = checkImage(file(pngHeader(10, 10)), 'image', 100);
    expect(image.contentType).toBe('image/png');
    expect(image.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
