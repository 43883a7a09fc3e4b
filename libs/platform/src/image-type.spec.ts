import { describe, expect, it } from 'vitest';
import { imageType } from './image-type';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const ftyp = (major: string, ...compatible: string[]): Uint8Array => {
  const size = String.fromCharCode(16 + 4 * compatible.length);
  return bytes(`\0\0\0${size}ftyp${major}\0\0\0\0${compatible.join('')}`);
};

describe('imageType', () => {
  it.each([
    ['jpeg', bytes('\xff\xd8\xff\xe0\0\x10JFIF')],
    ['png', bytes('\x89PNG\r\n\x1a\n')],
    ['webp', bytes('RIFF\x10\0\0\0WEBPVP8 ')],
    ['gif', bytes('GIF89a')],
    ['gif', bytes('GIF87a')],
    ['tiff', bytes('II*\0')],
    ['tiff', bytes('MM\0*')],
    ['avif', ftyp('avif', 'mif1')],
    ['avif', ftyp('mif1', 'miaf', 'avif')],
  ])('knows a %s by its first bytes', (type, image) => {
    expect(imageType(image)).toBe(type);
  });

  it.each([
    ['nothing', bytes('')],
    ['a text', bytes('not a photograph at all')],
    ['an SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['an SVG behind an XML declaration', bytes('<?xml version="1.0"?><svg/>')],
    ['a PDF', bytes('%PDF-1.7')],
    ['a HEIC photograph', ftyp('heic', 'mif1', 'heic')],
    ['a video', ftyp('isom', 'mp41')],
    ['a RIFF file that is a sound', bytes('RIFF\x10\0\0\0WAVEfmt ')],
    ['the first byte of a JPEG', bytes('\xff')],
    ['an ftyp box cut short', bytes('\0\0\0\x18ftyp')],
  ])('refuses %s', (_, image) => {
    expect(imageType(image)).toBeUndefined();
  });
});
