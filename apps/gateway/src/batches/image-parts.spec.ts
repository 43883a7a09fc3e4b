import { type ImageStore } from '@facefleet/aws';
import { ExpectedError } from '@facefleet/platform';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Request } from 'express';
import { Readable } from 'node:stream';
import { ImageParts } from './image-parts';

const BATCH_ID = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const LIMITS = { maxImageBytes: 1_000, maxImagePixels: 10_000 };
/** The header of a GIF of 2 x 2 pixels, which is all that is looked at here. */
const GIF = Buffer.from('GIF89a\x02\0\x02\0\0\0\0', 'latin1');

let stored: Map<string, number>;
let deleted: string[];
/** What `put` waits for. */
let writing: Promise<void>;
let parts: ImageParts;

beforeEach(() => {
  stored = new Map();
  deleted = [];
  writing = Promise.resolve();
  const store = {
    put: async (key: string, body: Uint8Array) => {
      await writing;
      stored.set(key, body.length);
    },
    delete: (keys: string[]) => Promise.resolve(void deleted.push(...keys)),
  };
  parts = new ImageParts(BATCH_ID, store as unknown as ImageStore, LIMITS);
});

function take(stream: Readable, originalname = 'a.gif'): Promise<unknown> {
  const file = { fieldname: 'image', originalname, stream } as Express.Multer.File;
  return new Promise((resolve) => parts._handleFile({} as Request, file, resolve));
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('ImageParts', () => {
  it('stores what is an image, in order and with its hash, and rejects the rest with its reason', async () => {
    const results = await Promise.all([
      take(Readable.from([GIF.subarray(0, 5), GIF.subarray(5)]), 'one.gif'),
      take(Readable.from([Buffer.from('no image')]), 'two.gif'),
      take(Readable.from([GIF, Buffer.alloc(1_000)]), 'three.gif'),
    ]);
    expect(results).toEqual([undefined, undefined, undefined]);
    const { id, items, rejected } = parts.batch;
    expect(id).toBe(BATCH_ID);
    expect(items.map(({ name }) => name)).toEqual(['one.gif', 'two.gif', 'three.gif']);
    expect(items[0]?.imageSha256).toMatch(/^[0-9a-f]{64}$/);
    expect([...stored]).toEqual([[items[0]?.imageKey, GIF.length]]);
    expect([...rejected].map(([index, error]) => [index, error?.code])).toEqual([
      [1, 'image-type-unsupported'],
      [2, 'image-too-large'],
    ]);
  });

  it('reads no further image while three are not stored yet', async () => {
    let finishWriting: () => void = () => undefined;
    writing = new Promise((resolve) => (finishWriting = resolve));
    const streams = Array.from({ length: 6 }, () => Readable.from([GIF]));
    const taking = streams.map((stream) => take(stream));
    await settled();
    expect(streams.filter(({ readableDidRead }) => readableDidRead)).toHaveLength(3);
    finishWriting();
    await Promise.all(taking);
    expect(stored.size).toBe(6);
  });

  it('fails as a whole when the store does, and leaves nothing there', async () => {
    await take(Readable.from([GIF]));
    writing = Promise.reject(new ExpectedError('service-unavailable', 'The store does not answer.'));
    expect(await take(Readable.from([GIF]))).toMatchObject({ code: 'service-unavailable' });
    await parts.discard();
    expect(deleted).toEqual(parts.batch.items.map(({ imageKey }) => imageKey));
  });

  it('ends when the client goes in the middle of an image', async () => {
    const stream = new Readable({ read: () => undefined });
    const taking = take(stream);
    stream.push(GIF);
    await settled();
    stream.destroy();
    expect(await taking).toBeInstanceOf(Error);
    await parts.discard();
    expect(stored.size).toBe(0);
  });
});
