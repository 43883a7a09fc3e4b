import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from './fingerprint';

const SHA_A = 'a'.repeat(64);
const SHA_B = 'b'.repeat(64);

const request = (changes: object = {}) =>
  ({
    method: 'POST',
    originalUrl: '/v1/recognitions?maxFaces=1',
    headers: { 'content-type': 'multipart/form-data; boundary=1', 'content-length': '100' },
    body: { gallery: 'staff' },
    image: { sha256: SHA_A },
    ...changes,
  }) as unknown as Request;

const batch = (...items: [name: string, sha256: string][]) => ({
  id: Math.random(),
  items: items.map(([name, imageSha256]) => ({ name, imageSha256, imageKey: `batches/${Math.random()}` })),
});

describe('the fingerprint of a request', () => {
  it('is the same for the same form, whose boundary and length tell nothing', () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=2', 'content-length': '101' };
    expect(fingerprintOf(request({ headers }))).toBe(fingerprintOf(request()));
  });

  it.each([
    ['another method', { method: 'PUT' }],
    ['another path', { originalUrl: '/v1/detections?maxFaces=1' }],
    ['another query', { originalUrl: '/v1/recognitions?maxFaces=2' }],
    ['another field', { body: { gallery: 'visitors' } }],
    ['another image', { image: { sha256: SHA_B } }],
    ['two images', { images: [{ sha256: SHA_A }] }],
  ])('is another one for %s', (_what, changes) => {
    expect(fingerprintOf(request(changes))).not.toBe(fingerprintOf(request()));
  });

  it('tells two images by their order', () => {
    const images = [{ sha256: SHA_A }, { sha256: SHA_B }];
    expect(fingerprintOf(request({ images }))).not.toBe(
      fingerprintOf(request({ images: [...images].reverse() })),
    );
  });

  it('of a batch is that of its files, wherever they were stored this time', () => {
    const of = (...items: [string, string][]) =>
      fingerprintOf(request({ image: undefined, batch: batch(...items) }));
    expect(of(['1.jpg', SHA_A], ['2.jpg', SHA_B])).toBe(of(['1.jpg', SHA_A], ['2.jpg', SHA_B]));
    expect(of(['1.jpg', SHA_A])).not.toBe(of(['1.jpg', SHA_B]));
    expect(of(['1.jpg', SHA_A])).not.toBe(of(['2.jpg', SHA_A]));
    expect(of(['1.jpg', SHA_A])).not.toBe(of(['1.jpg', SHA_A], ['1.jpg', SHA_A]));
  });

  it('of a body that nobody read yet is that of its type and length', () => {
    const unread = (length: string) =>
      fingerprintOf(
        request({
          body: undefined,
          headers: { 'content-type': 'application/zip', 'content-length': length },
        }),
      );
    expect(unread('5')).toBe(unread('5'));
    expect(unread('5')).not.toBe(unread('6'));
  });
});
