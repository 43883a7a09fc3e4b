import { basename, join } from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { DEMO_FACES, demoPhoto, demoPortrait } from '../../support/demo-faces';
import { peopleIn } from '../../support/photos';
import { addSensorNoise } from '../../support/sensor-noise';

export interface Photograph {
  name: string;
  path: string;
  width: number;
  height: number;
  megabytes: number;
}

/** One face with shoulders and room, in portrait format: the demo photographs all show several people. */
const PORTRAIT = { photo: 6, left: 115, top: 230, width: 450, height: 600 } as const;
/** What is asked of the sizes that people send. */
const SIZES = [
  { name: '250x250', width: 250, height: 250 },
  { name: '1 MP', width: 866, height: 1155 },
  { name: '12 MP', width: 3_000, height: 4_000 },
];
const PORTRAIT_SIDE = 250;
const PORTRAITS = 40;

/** Made from a demo photograph. JPEG, quality 90, 4:2:0. */
export async function madePhotographs(folder: string): Promise<Photograph[]> {
  const made: Photograph[] = [];
  for (const { name, width, height } of SIZES) {
    const { photo, ...region } = PORTRAIT;
    const { data, info } = await sharp(demoPhoto(photo))
      .extract(region)
      .resize(width, height, { fit: 'cover', kernel: 'lanczos3' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    addSensorNoise(data, info.channels);
    const path = join(folder, `${width}x${height}.jpg`);
    await sharp(data, { raw: info }).jpeg({ quality: 90, chromaSubsampling: '4:2:0' }).toFile(path);
    made.push(await photographAt(path, name));
  }
  return made;
}

export async function photographAt(path: string, name = basename(path)): Promise<Photograph> {
  const bytes = await readFile(path);
  const { autoOrient } = await sharp(bytes).metadata();
  return { name, path, ...autoOrient, megabytes: bytes.length / 1e6 };
}

/** Portraits of 250 x 250 pixels: those of a folder of people, or the demo people's. */
export async function portraitFiles(people: string | undefined, folder: string): Promise<string[]> {
  if (people !== undefined) {
    const photos = (await peopleIn(people)).map((person) => person.photos);
    const inTurn = Array.from({ length: PORTRAITS }, (_, take) =>
      photos.flatMap((of) => of[take] ?? []),
    ).flat();
    if (inTurn.length === 0) throw new Error(`No photographs in ${people}: it holds a folder per person.`);
    return inTurn.slice(0, PORTRAITS);
  }
  return Promise.all(
    Array.from({ length: PORTRAITS }, async (_, index) => {
      const face = DEMO_FACES[index % DEMO_FACES.length] as (typeof DEMO_FACES)[number];
      const portrait = await demoPortrait(face, Math.floor(index / DEMO_FACES.length));
      const path = join(folder, `portrait-${index}.jpg`);
      await writeFile(
        path,
        await sharp(portrait)
          .resize(PORTRAIT_SIDE, PORTRAIT_SIDE, { fit: 'cover' })
          .jpeg({ quality: 90 })
          .toBuffer(),
      );
      return path;
    }),
  );
}
