import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from './system';

/** Photographs that stand beside the checkout on our machines; a user has none of them. */
export const SHARED_FACES = join(PROJECT, '../shared/faces');
export const hasSharedFaces = existsSync(join(SHARED_FACES, 'lfw100'));
export const SHARED_MODELS = join(PROJECT, '../shared/models');
export const hasSharedModels = existsSync(SHARED_MODELS);

export interface PersonPhotos {
  person: string;
  photos: string[];
}

/** A folder with a folder per person. */
export async function peopleIn(folder: string): Promise<PersonPhotos[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const people = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    people.sort().map(async (person) => {
      const names = (await readdir(join(folder, person))).filter((name) => /\.(jpe?g|png|webp)$/i.test(name));
      return { person, photos: names.sort().map((name) => join(folder, person, name)) };
    }),
  );
}

/**
 * The same picture as another file: a JPEG comment makes its bytes and its hash unique, the pixels stay.
 * @param jpeg  begins with the start-of-image marker
 */
export function uniqueJpeg(jpeg: Buffer, comment: string): Buffer {
  const text = Buffer.from(comment, 'latin1');
  const segment = Buffer.alloc(4);
  segment.writeUInt16BE(0xfffe, 0);
  segment.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), segment, text, jpeg.subarray(2)]);
}

export function readPhoto(path: string): Promise<Buffer> {
  return readFile(path);
}
