import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoFaces } from '../support/demo-faces';
import { peopleIn, readPhoto, uniqueJpeg } from '../support/photos';

const ENROLLED_PER_PERSON = 3;

export interface Probe {
  person: string;
  bytes: Buffer;
}

export interface PhotoSet {
  enrol: Probe[];
  /** To be named; people and their photographs in turn. */
  originals: Probe[];
}

/** @throws Error where a folder holds no photographs */
export async function photoSet(options: {
  people: string | undefined;
  images: string | undefined;
  scratch: string;
}): Promise<PhotoSet> {
  const people = options.people ?? (await writeDemoPeople(options.scratch));
  const known = await peopleIn(people);
  const enrol = known.flatMap(({ person, photos }) =>
    photos.slice(0, ENROLLED_PER_PERSON).map((path) => ({ person, path })),
  );
  const asked = options.images
    ? (await peopleIn(options.images)).flatMap(({ person, photos }) =>
        photos.map((path) => ({ person, path })),
      )
    : known.flatMap(({ person, photos }) =>
        photos.slice(ENROLLED_PER_PERSON).map((path) => ({ person, path })),
      );
  if (enrol.length === 0)
    throw new Error(`No photographs to enrol in ${people}: it holds a folder per person.`);
  if (asked.length === 0)
    throw new Error('No photographs to be named: more than three per person, or --images, are needed.');
  const load = async ({ person, path }: { person: string; path: string }) => ({
    person,
    bytes: await readPhoto(path),
  });
  return { enrol: await Promise.all(enrol.map(load)), originals: await Promise.all(asked.map(load)) };
}

/**
 * The pictures over and over, each time as another file, so that no cache helps. The files are made when they are
 * looked at: many large ones need not be in memory at once.
 *
 * @param set two sets of different names have no file in common
 */
export function uniqueProbes(originals: Probe[], count: number, set: string): Probe[] {
  return Array.from({ length: count }, (_, index) => {
    const { person, bytes } = originals[index % originals.length] as Probe;
    return {
      person,
      get bytes() {
        return variant(bytes, `${set} ${index}`);
      },
    };
  });
}

function variant(bytes: Buffer, comment: string): Buffer {
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  // Behind the end of a PNG or WebP file, decoders look at nothing.
  return isJpeg ? uniqueJpeg(bytes, comment) : Buffer.concat([bytes, Buffer.from(comment)]);
}

async function writeDemoPeople(scratch: string): Promise<string> {
  const folder = join(scratch, 'people');
  for (const { person, photos } of await demoFaces()) {
    await mkdir(join(folder, person), { recursive: true });
    await Promise.all(photos.map((photo, index) => writeFile(join(folder, person, `${index}.jpg`), photo)));
  }
  return folder;
}
