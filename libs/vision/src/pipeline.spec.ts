import { falseMatchRateAt, nearestPeople, similarity } from '@facefleet/gallery';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FaceQuality, type Box } from '@facefleet/contracts';
import { type Embedder, manifest } from '@facefleet/models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnalysedFace, ImageAnalysis } from './analyser';
import { canMake, makeModels, type TestModels } from './models.fixture';
import { overlap } from './nms';
import { FACES_IN_SAMPLES, samplePhoto, SHARED_FACES, storedAs } from './photo.fixture';
import { FacePipeline } from './pipeline';
import { sharp } from './sharp-setup';

const hasPhotos = existsSync(join(SHARED_FACES, 'lfw100'));
const samples = [1, 2, 3, 4, 5, 6] as const;

/** What a set must reach on the photographs beside the checkout. */
const PROMISES = {
  recommended: { rightOf70: 70, rightOf23: 21 },
  builtin: { rightOf70: 68, rightOf23: 20 },
};

describe.each(['builtin', 'recommended'] as const)('the %s set', (set) => {
  const model = manifest.sets[set].embedder;
  const { dimensions, distance, calibration } = manifest.models[model] as Embedder;
  const missing = canMake[set] ? '' : ' (skipped: no ../shared/models)';

  describe.skipIf(!canMake[set])(`on photographs${missing}`, () => {
    let models: TestModels;
    let pipeline: FacePipeline;
    beforeAll(async () => {
      models = await makeModels(set);
      pipeline = new FacePipeline({ modelsDir: models.modelsDir, maxImagePixels: 64_000_000 });
      await pipeline.warmUp(model);
    }, 120_000);
    afterAll(() => models.remove());

    const analyse = (image: Uint8Array, maxFaces = 50): Promise<ImageAnalysis> =>
      pipeline.analyse(image, { model, maxFaces });

    it.each(samples)('finds everybody in sample %i, largest first, and nobody twice', async (number) => {
      const { width, height, faces } = await analyse(await samplePhoto(number));
      expect(faces).toHaveLength(FACES_IN_SAMPLES[number]);
      const areas = faces.map(({ box }) => box.width * box.height);
      expect(areas).toEqual(areas.toSorted((a, b) => b - a));
      for (const { box, landmarks, detectionScore, embedding } of faces) {
        expectInside(box, { x: 0, y: 0, width, height });
        for (const { x, y } of Object.values(landmarks)) expectInside({ x, y, width: 0, height: 0 }, box);
        expect(landmarks.leftEye.x).toBeLessThan(landmarks.rightEye.x);
        expect(landmarks.leftMouth.x).toBeLessThan(landmarks.rightMouth.x);
        expect(detectionScore).toBeGreaterThan(0);
        expect(detectionScore).toBeLessThanOrEqual(1);
        expect(embedding).toHaveLength(dimensions);
        expect(embedding.every(Number.isFinite)).toBe(true);
      }
    });

    it('finds without embedding the faces that it finds with it', async () => {
      const image = await samplePhoto(5);
      const analysis = await analyse(image);
      const { faces, timings, ...size } = await pipeline.detect(image, { model, maxFaces: 50 });
      expect(faces).toEqual(analysis.faces.map(({ embedding: _, ...face }) => face));
      expect(size).toEqual({ width: analysis.width, height: analysis.height });
      expect(Object.keys(timings).sort()).toEqual(['decodeMs', 'detectMs']);
    });

    it('keeps the largest faces when there are more than asked for', async () => {
      const image = await samplePhoto(5);
      const all = await analyse(image);
      const two = await analyse(image, 2);
      expect(two.faces.map(({ box }) => box)).toEqual(all.faces.slice(0, 2).map(({ box }) => box));
    });

    it('says of every face how good its picture is, in the numbers of the image it was given', async () => {
      const photo = await samplePhoto(5);
      const { faces } = await analyse(photo);
      const half = await analyse(await sharp(photo).resize({ width: 960 }).png().toBuffer());
      expect(half.faces).toHaveLength(faces.length);
      for (const { quality } of faces) {
        expect(FaceQuality.parse(quality)).toEqual(quality);
        expect(quality.issues).toEqual([]);
      }
      const distances = (analysis: { faces: AnalysedFace[] }): number[] =>
        analysis.faces.map(({ quality }) => quality.eyeDistance).sort((a, b) => a - b);
      for (const [i, distance] of distances({ faces }).entries()) {
        expect(distance / distances(half)[i]!).toBeCloseTo(2, 0);
      }
    });

    it('gives unit vectors where the model is compared by angle', async () => {
      const { faces } = await analyse(await samplePhoto(1));
      for (const { embedding } of faces) {
        const length = Math.hypot(...embedding);
        if (distance === 'cosine') expect(length).toBeCloseTo(1, 5);
        else expect(length).toBeGreaterThan(0);
      }
    });

    it('says of an image without a face that it has none', async () => {
      const noise = Buffer.from(Array.from({ length: 300 * 200 * 3 }, (_, i) => (i * 2654435761) % 256));
      const raw = { raw: { width: 300, height: 200, channels: 3 } } as const;
      const plain = sharp({ create: { width: 640, height: 480, channels: 3, background: '#5a7a9a' } });
      expect((await analyse(await plain.jpeg().toBuffer())).faces).toEqual([]);
      expect((await analyse(await sharp(noise, raw).blur(3).png().toBuffer())).faces).toEqual([]);
    });

    it('lives through images that are hardly images', async () => {
      for (const [width, height] of [
        [1, 1],
        [1, 10_000],
        [10_000, 1],
        [2, 3],
      ] as const) {
        const image = await sharp({ create: { width, height, channels: 3, background: '#888' } })
          .png()
          .toBuffer();
        expect(await analyse(image)).toMatchObject({ width, height, faces: [] });
      }
    });

    it('finds the same faces whichever way the camera was held', async () => {
      const upright = await sharp(await samplePhoto(3))
        .resize(960)
        .png()
        .toBuffer();
      const expected = await analyse(await storedAs(upright, 1));
      expect(expected.faces).toHaveLength(FACES_IN_SAMPLES[3]);
      for (const orientation of [2, 3, 4, 5, 6, 7, 8]) {
        const turned = await analyse(await storedAs(upright, orientation));
        expect([turned.width, turned.height]).toEqual([expected.width, expected.height]);
        expect(turned.faces).toHaveLength(expected.faces.length);
        for (const { box, embedding } of expected.faces) {
          const same = turned.faces.find((face) => overlap(face.box, box) > 0.75);
          expect(same, `orientation ${orientation}`).toBeDefined();
          expect(similarity(same!.embedding, embedding, distance)).toBeGreaterThan(0.95);
        }
      }
    });

    it('finds a face that fills the frame, at any size', async () => {
      const photo = await samplePhoto(6);
      const { faces } = await analyse(photo);
      for (const { box, embedding } of faces) {
        const face = sharp(photo).extract({
          left: Math.round(box.x),
          top: Math.round(box.y),
          width: Math.round(box.width),
          height: Math.round(box.height),
        });
        for (const width of [90, 200, 1_500]) {
          const portrait = await analyse(await face.clone().resize(width).jpeg({ quality: 92 }).toBuffer());
          expect(portrait.faces, `${width} pixels wide`).toHaveLength(1);
          const found = similarity(portrait.faces[0]!.embedding, embedding, distance);
          expect(falseMatchRateAt(calibration!.table, found)).toBeLessThan(1e-4);
        }
      }
    });

    it('recognises faces of a 12-megapixel photograph, which it looks at shrunk, as those of the original', async () => {
      const small = await samplePhoto(6);
      const expected = await analyse(small);
      // The photograph as one of a wider scene: its faces are a twentieth of the image's width.
      const scene = sharp({ create: { width: 4_000, height: 3_000, channels: 3, background: '#7a8a70' } });
      const image = await scene
        .composite([{ input: small, left: 1_400, top: 900 }])
        .jpeg({ quality: 90 })
        .toBuffer();
      const { faces, width } = await analyse(image);
      expect(width).toBe(4_000);
      expect(faces).toHaveLength(FACES_IN_SAMPLES[6]);
      for (const { box, embedding } of expected.faces) {
        const moved = { ...box, x: box.x + 1_400, y: box.y + 900 };
        const same = faces.find((face) => overlap(face.box, moved) > 0.6);
        expect(same).toBeDefined();
        expect(similarity(same!.embedding, embedding, distance)).toBeGreaterThan(0.9);
      }
    });

    it('finds small faces in a large photograph', async () => {
      // Some 100 of 4,000 pixels wide.
      const small = await sharp(await samplePhoto(5))
        .resize(1_100)
        .png()
        .toBuffer();
      const scene = sharp({ create: { width: 4_000, height: 3_000, channels: 3, background: '#7a8a70' } });
      const image = await scene
        .composite([{ input: small, left: 2_500, top: 700 }])
        .jpeg()
        .toBuffer();
      const { faces } = await analyse(image);
      expect(faces).toHaveLength(FACES_IN_SAMPLES[5]);
    }, 30_000);

    it('finds everybody in a photograph that is nearly black', async () => {
      const image = await sharp(await samplePhoto(6))
        .linear(0.1, 0)
        .png()
        .toBuffer();
      expect((await analyse(image)).faces).toHaveLength(FACES_IN_SAMPLES[6]);
    }, 30_000);

    it('keeps images apart that are asked for at the same time', async () => {
      const images = await Promise.all(samples.map(samplePhoto));
      const together = await Promise.all(images.map((image) => analyse(image)));
      for (const [i, image] of images.entries()) {
        expect(together[i]!.faces).toEqual((await analyse(image)).faces);
      }
    });

    it('goes on after an image that failed', async () => {
      await expect(analyse(Buffer.from('no image'))).rejects.toMatchObject({
        code: 'image-type-unsupported',
      });
      expect((await analyse(await samplePhoto(1))).faces).toHaveLength(FACES_IN_SAMPLES[1]);
    });

    const absent = hasPhotos ? '' : ' (skipped: no ../shared/faces)';
    it.skipIf(!hasPhotos)(
      `names the other 70 photographs of 10 people of whom it knows three each${absent}`,
      async () => {
        const people = await embeddingsIn(join(SHARED_FACES, 'lfw100'), analyse);
        const known = people.filter(({ number }) => number < 3);
        const probes = people.filter(({ number }) => number >= 3);
        expect(probes).toHaveLength(70);
        const named = probes.map(({ person, embedding }) => ({ person, name: nameOf(embedding, known) }));
        expect(named.filter(({ person, name }) => name !== undefined && name !== person)).toEqual([]);
        const right = named.filter(({ person, name }) => name === person).length;
        expect(right).toBeGreaterThanOrEqual(PROMISES[set].rightOf70);
        // Somebody who is not enrolled is unknown.
        for (const { person, embedding } of probes) {
          const others = known.filter((face) => face.person !== person);
          expect(nameOf(embedding, others), person).toBeUndefined();
        }
      },
      120_000,
    );

    it.skipIf(!hasPhotos)(
      `finds the 23 faces of five group pictures and names them after enrolling eight people${absent}`,
      async () => {
        const groups = join(SHARED_FACES, 'groups');
        const known = await embeddingsIn(groups, analyse);
        expect(new Set(known.map(({ person }) => person)).size).toBe(8);
        let right = 0;
        for (const [picture, present] of Object.entries(IN_GROUP_PICTURES)) {
          const { faces } = await analyse(await readFile(join(groups, picture)));
          const fromLeft = faces.toSorted((a, b) => a.box.x - b.box.x);
          expect(fromLeft, picture).toHaveLength(present.length);
          for (const [i, { embedding }] of fromLeft.entries()) {
            const name = nameOf(embedding, known);
            expect([present[i], undefined], `${picture}, face ${i}`).toContain(name);
            if (name !== undefined) right++;
          }
        }
        expect(right).toBeGreaterThanOrEqual(PROMISES[set].rightOf23);
      },
      120_000,
    );

    /** As a search of a gallery names. */
    function nameOf(embedding: Float32Array | undefined, known: KnownFace[]): string | undefined {
      if (!embedding) return undefined;
      const similarities = new Map<string, number[]>();
      for (const face of known) {
        if (!face.embedding) continue;
        const found = similarity(embedding, face.embedding, distance);
        similarities.set(face.person, [...(similarities.get(face.person) ?? []), found]);
      }
      const people = [...similarities].map(([person, values]) => ({ person, similarities: values }));
      const [nearest] = nearestPeople(people, calibration!.table, 1, people.length);
      return nearest && nearest.falseMatchRate <= 1e-3 ? nearest.person : undefined;
    }
  });

  it('says what to do where the model is not installed', async () => {
    const nowhere = new FacePipeline({ modelsDir: join(__dirname, 'no-such-folder'), maxImagePixels: 1e6 });
    const failure = {
      code: 'gallery-model-unavailable',
      message: expect.stringContaining('npm run models') as string,
    };
    await expect(nowhere.warmUp(model)).rejects.toMatchObject(failure);
    await expect(nowhere.analyse(await samplePhoto(1), { model, maxFaces: 1 })).rejects.toMatchObject(
      failure,
    );
  });
});

it('says of a model that the manifest does not know that it is unavailable', async () => {
  const pipeline = new FacePipeline({ modelsDir: __dirname, maxImagePixels: 1e6 });
  await expect(pipeline.warmUp('facenet-2015')).rejects.toMatchObject({ code: 'gallery-model-unavailable' });
});

/** From left to right. */
const IN_GROUP_PICTURES: Record<string, string[]> = {
  'bbt1.jpg': ['raj', 'leonard', 'howard', 'sheldon'],
  'bbt2.jpg': ['raj', 'leonard', 'sheldon'],
  'bbt3.jpg': ['sheldon', 'howard', 'penny', 'raj', 'leonard'],
  'bbt4.jpg': ['leonard', 'amy', 'raj', 'penny', 'sheldon', 'bernadette'],
  'bbt5.jpg': ['raj', 'penny', 'sheldon', 'leonard', 'howard'],
};

interface KnownFace {
  person: string;
  /** Of the person's photographs, from 0. */
  number: number;
  embedding: Float32Array | undefined;
}

/** The largest face of each photograph in a folder with a folder per person. */
async function embeddingsIn(
  folder: string,
  analyse: (image: Uint8Array) => Promise<ImageAnalysis>,
): Promise<KnownFace[]> {
  const known: KnownFace[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const { name: person } of entries.filter((entry) => entry.isDirectory())) {
    const photos = (await readdir(join(folder, person))).sort();
    for (const [number, photo] of photos.entries()) {
      const { faces } = await analyse(await readFile(join(folder, person, photo)));
      known.push({ person, number, embedding: faces[0]?.embedding });
    }
  }
  return known;
}

function expectInside(inner: Box, outer: Box): void {
  expect(inner.x).toBeGreaterThanOrEqual(outer.x);
  expect(inner.y).toBeGreaterThanOrEqual(outer.y);
  expect(inner.x + inner.width).toBeLessThanOrEqual(outer.x + outer.width + 1e-6);
  expect(inner.y + inner.height).toBeLessThanOrEqual(outer.y + outer.height + 1e-6);
}
