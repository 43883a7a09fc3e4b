import type { ImageStore } from '@facefleet/aws';
import { beforeEach, describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { ImageLimits } from '../worker/image-limits';
import { UncheckedImages } from './unchecked-images';

/** The header of a GIF of 2 x 2 pixels, which is all that is looked at here. */
const GIF = Buffer.from('GIF89a\x02\0\x02\0\0\0\0', 'latin1');
const KEY = 'uploads/019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11/0';

let uploaded: Buffer | undefined;
let fetches: number;
let images: UncheckedImages;
beforeEach(() => {
  fetches = 0;
  const store = {
    size: () => Promise.resolve(uploaded?.length),
    get: () => Promise.resolve((fetches++, uploaded)),
  };
  images = new UncheckedImages(store as unknown as ImageStore, new ImageLimits(100, 100));
});

describe('UncheckedImages', () => {
  it('gives an image that was uploaded, with its hash', async () => {
    uploaded = GIF;
    const sha256 = createHash('sha256').update(GIF).digest('hex');
    expect(await images.fetch(KEY)).toEqual({ bytes: GIF, sha256 });
  });

  it('does not fetch what is larger than an image may be', async () => {
    uploaded = Buffer.alloc(101);
    await expect(images.fetch(KEY)).rejects.toMatchObject({ code: 'image-too-large' });
    expect(fetches).toBe(0);
  });

  it.each([
    ['image-missing', undefined],
    ['image-empty', Buffer.alloc(0)],
    ['image-type-unsupported', Buffer.from('GIF87b and so on')],
    ['image-unreadable', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['image-too-many-pixels', Buffer.from('GIF89a\xff\0\xff\0\0\0\0', 'latin1')],
  ])('says %s', async (code, bytes) => {
    uploaded = bytes;
    await expect(images.fetch(KEY)).rejects.toMatchObject({ code });
  });
});
