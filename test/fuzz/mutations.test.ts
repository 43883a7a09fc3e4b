import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BaseImage, baseImages } from './base-images';
import { withDeclaredSize } from './declared-size';
import { mutantOf } from './mutant';
import { MUTATIONS } from './mutations';

let bases: BaseImage[];
beforeAll(async () => {
  bases = await baseImages();
});

describe('declared sizes', () => {
  const size = { width: 321, height: 234 };

  it.each(['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'])(
    'are what a reader of a %s header sees',
    async (type) => {
      const ofType = bases.filter((base) => base.type === type);
      expect(ofType).not.toHaveLength(0);
      for (const { name, bytes } of ofType) {
        const changed = withDeclaredSize(bytes, type as BaseImage['type'], size);
        expect(changed, name).toBeDefined();
        expect(await sharp(changed).metadata(), name).toMatchObject(size);
        expect(changed, name).toHaveLength(bytes.length);
      }
    },
  );

  it('leave a file alone that has no such field', () => {
    expect(withDeclaredSize(Buffer.from([0xff, 0xd8, 0xff, 0xd9]), 'jpeg', size)).toBeUndefined();
  });
});

describe('mutants', () => {
  it('are the same ones for a seed and others for another', async () => {
    for (const index of MUTATIONS.keys()) {
      const [first, again] = [await mutantOf(1, index, bases), await mutantOf(1, index, bases)];
      expect(again.bytes.equals(first.bytes), first.mutation).toBe(true);
    }
    const flipped = MUTATIONS.findIndex(({ name }) => name === 'few bits');
    const [one, two] = [await mutantOf(1, flipped, bases), await mutantOf(2, flipped, bases)];
    expect(one.base).toBe(two.base);
    expect(one.bytes.equals(two.bytes)).toBe(false);
  });

  it('leave the base images as they were', async () => {
    const before = bases.map(({ bytes }) => Buffer.from(bytes));
    for (let index = 0; index < MUTATIONS.length * 4; index++) await mutantOf(3, index, bases);
    for (const [i, { name, bytes }] of bases.entries())
      expect(bytes.equals(before[i] as Buffer), name).toBe(true);
  });

  it('come of every kind, from every base image', async () => {
    const seen = new Set<string>();
    for (let index = 0; index < MUTATIONS.length * bases.length; index += MUTATIONS.length)
      seen.add((await mutantOf(1, index, bases)).base);
    expect(seen).toEqual(new Set(bases.map(({ name }) => name)));
  });
});
