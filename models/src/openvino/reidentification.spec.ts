import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { convert } from '../convert';
import { manifest, type Embedder } from '../manifest';
import { hasSharedFaces, hasSharedModels, modelSources, sharedDir } from '../model-sources.fixture';

const MODEL = manifest.models['face-reidentification-retail-0095'] as Embedder;
const PHOTOS_PER_PERSON = 4;

interface Face {
  person: string;
  embedding: number[];
}

/** LFW photographs have the face in the middle: this cut stands in for an alignment, roughly. */
async function crop(path: string): Promise<Float32Array> {
  const { size } = MODEL.input;
  const rgb = await sharp(path)
    .extract({ left: 70, top: 62, width: 110, height: 125 })
    .resize(size, size, { fit: 'fill' })
    .removeAlpha()
    .raw()
    .toBuffer();
  const pixels = size * size;
  return Float32Array.from(
    { length: 3 * pixels },
    (_, i) => rgb[(i % pixels) * 3 + 2 - Math.floor(i / pixels)]!,
  );
}

async function embedFaces(): Promise<Face[]> {
  const session = await InferenceSession.create(convert(MODEL, await modelSources(MODEL)));
  const root = join(sharedDir, 'faces', 'lfw100');
  const people = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const faces: Face[] = [];
  for (const { name } of people) {
    const photos = (await readdir(join(root, name))).sort().slice(0, PHOTOS_PER_PERSON);
    const images = await Promise.all(photos.map((photo) => crop(join(root, name, photo))));
    const batch = Float32Array.from(images.flatMap((image) => [...image]));
    const { size } = MODEL.input;
    const { embedding } = await session.run({
      image: new Tensor('float32', batch, [images.length, 3, size, size]),
    });
    expect(embedding!.dims).toEqual([images.length, MODEL.dimensions]);
    images.forEach((_, i) => {
      const values = (embedding!.data as Float32Array).subarray(
        i * MODEL.dimensions,
        (i + 1) * MODEL.dimensions,
      );
      const length = Math.hypot(...values);
      faces.push({ person: name, embedding: Array.from(values, (value) => value / length) });
    });
  }
  return faces;
}

const cosine = (a: Face, b: Face) => a.embedding.reduce((sum, value, i) => sum + value * b.embedding[i]!, 0);

describe.skipIf(!hasSharedModels || !hasSharedFaces)(
  'face-reidentification-retail-0095, converted (needs ../shared/models and ../shared/faces/lfw100)',
  () => {
    it(
      'finds two photographs of one person more alike than those of any two people',
      { timeout: 60_000 },
      async () => {
        const faces = await embedFaces();
        expect(faces).toHaveLength(10 * PHOTOS_PER_PERSON);
        const pairs = faces.flatMap((a, i) =>
          faces.slice(0, i).map((b) => ({ a, b, similarity: cosine(a, b) })),
        );
        const samePerson = pairs.filter(({ a, b }) => a.person === b.person);
        const differentPeople = pairs.filter(({ a, b }) => a.person !== b.person);
        const leastSame = Math.min(...samePerson.map(({ similarity }) => similarity));
        const mostDifferent = Math.max(...differentPeople.map(({ similarity }) => similarity));
        // Measured 0.416 and 0.362 even with this rough cut.
        expect(leastSame).toBeGreaterThan(mostDifferent);
      },
    );
  },
);
