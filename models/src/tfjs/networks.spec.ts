import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp, { type Region } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { convert } from '../convert';
import { manifest } from '../manifest';
import { modelSources } from '../model-sources.fixture';
import { type Library, loadLibrary, samplePath } from './face-api.fixture';

/** Faces in the package's photographs, of different people, sizes and shapes. */
const FACES: { sample: number; region: Region }[] = [
  { sample: 1, region: { left: 353, top: 408, width: 290, height: 213 } },
  { sample: 3, region: { left: 989, top: 248, width: 355, height: 243 } },
  { sample: 6, region: { left: 203, top: 480, width: 289, height: 289 } },
];

async function picture(sample: number, side: number, region?: Region): Promise<Uint8Array> {
  const whole = sharp(samplePath(sample));
  const part = region ? whole.extract(region) : whole;
  return part.resize(side, side, { fit: 'fill' }).removeAlpha().raw().toBuffer();
}

/** [H * W * 3] -> [3, H, W], the layout of ONNX images. */
function planar(rgb: Uint8Array, pixels: number): Float32Array {
  return Float32Array.from({ length: 3 * pixels }, (_, i) => rgb[(i % pixels) * 3 + Math.floor(i / pixels)]!);
}

async function load(name: string): Promise<InferenceSession> {
  const model = manifest.models[name]!;
  return InferenceSession.create(convert(model, await modelSources(model)));
}

async function run(session: InferenceSession, image: Float32Array, dims: number[]) {
  const output = await session.run({ image: new Tensor('float32', image, dims) });
  const { dims: shape, data } = output[session.outputNames[0]!]!;
  return { shape, data: data as Float32Array };
}

function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}

// Plain TensorFlow.js on the CPU is slow.
const PATIENCE = { timeout: 60_000 };

describe(
  'the networks built from the weights of @vladmandic/face-api, against the library itself',
  PATIENCE,
  () => {
    let library: Library;
    beforeAll(async () => {
      library = await loadLibrary();
    }, PATIENCE.timeout);

    it.each([
      [1, 224],
      [4, 160],
      [6, 32],
    ])(
      'tiny-face-detector gives the same grid for sample %i at %i pixels, within 1e-4 of values up to 45',
      async (sample, side) => {
        const session = await load('tiny-face-detector');
        const rgb = await picture(sample, side);
        const grid = await run(session, planar(rgb, side * side), [1, 3, side, side]);
        expect(grid.shape).toEqual([1, side / 32, side / 32, 25]);
        expect(maxDifference(grid.data, await library.forward('tinyFaceDetector', rgb, side))).toBeLessThan(
          1e-4,
        );
      },
    );

    it('face-landmark-68 gives the same points within 1e-6 of the side of the crop', async () => {
      const session = await load('face-landmark-68');
      for (const { sample, region } of FACES) {
        const rgb = await picture(sample, 112, region);
        const points = await run(session, planar(rgb, 112 * 112), [1, 3, 112, 112]);
        expect(maxDifference(points.data, await library.forward('faceLandmark68Net', rgb, 112))).toBeLessThan(
          1e-6,
        );
      }
    });

    it('dlib-resnet gives the same embeddings within 2e-6', async () => {
      const session = await load('dlib-resnet');
      for (const { sample, region } of FACES.slice(0, 2)) {
        const rgb = await picture(sample, 150, region);
        const embedding = await run(session, planar(rgb, 150 * 150), [1, 3, 150, 150]);
        expect(
          maxDifference(embedding.data, await library.forward('faceRecognitionNet', rgb, 150)),
        ).toBeLessThan(2e-6);
      }
    });
  },
);

describe('the networks built from the weights of @vladmandic/face-api', PATIENCE, () => {
  it('tiny-face-detector takes pictures that are not square', async () => {
    const session = await load('tiny-face-detector');
    const grid = await run(session, new Float32Array(3 * 64 * 160), [1, 3, 64, 160]);
    expect(grid.shape).toEqual([1, 2, 5, 25]);
  });

  it.each([
    ['face-landmark-68', 112, 136],
    ['dlib-resnet', 150, 128],
  ])('%s gives each picture of a batch what it gives it alone', async (name, side, outputs) => {
    const session = await load(name);
    const pictures = await Promise.all(
      FACES.map(async ({ sample, region }) => planar(await picture(sample, side, region), side * side)),
    );
    const stacked = Float32Array.from(pictures.flatMap((values) => [...values]));
    const together = await run(session, stacked, [pictures.length, 3, side, side]);
    expect(together.shape).toEqual([pictures.length, outputs]);
    for (const [i, image] of pictures.entries()) {
      const alone = await run(session, image, [1, 3, side, side]);
      const ofBatch = together.data.subarray(i * outputs, (i + 1) * outputs);
      expect(maxDifference(ofBatch, alone.data)).toBeLessThan(1e-5);
    }
  });
});
