import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installModels } from './models.fixture';
import { FACES_IN_SAMPLES, samplePhoto } from './photo.fixture';
import { FacePipeline } from './pipeline';

const SIZE = 112;
const CELLS = 8;

/**
 * A network whose embedding is the crop itself, coarsely: the mean of each of 8 x 8 cells, channel after channel. An ONNX
 * file of an average pool of 14 x 14 and a flatten, `[N, 3, 112, 112]` -> `[N, 192]`.
 */
const MOSAIC = Buffer.from(
  'CAgSCWZhY2VmbGVldDqTAgp+CgVpbWFnZRICdjAaAnYwIgtBdmVyYWdlUG9vbCoVCgxrZXJuZWxfc2hhcGVCAg4OoAEHKhAKB3N0cmlkZXNC' +
    'Ag4OoAEHKg8KBHBhZHNCBAAAAACgAQcqDgoJY2VpbF9tb2RloAECKhYKEWNvdW50X2luY2x1ZGVfcGFkoAECCiIKAnYwEgJ2MRoCdjEiB0Zs' +
    'YXR0ZW4qCwoEYXhpcxgBoAECCiQKAnYxEgllbWJlZGRpbmcaCWVtYmVkZGluZyIISWRlbnRpdHkSBm1vc2FpY1ogCgVpbWFnZRIXChUIARIR' +
    'CgMSAU4KAggDCgIIcAoCCHBiHQoJZW1iZWRkaW5nEhAKDggBEgoKAxIBTgoDCMABQgIQEQ==',
  'base64',
);

describe('a model that only a manifest entry describes', { timeout: 60_000 }, () => {
  let modelsDir: string;
  let pipeline: FacePipeline;

  beforeAll(async () => {
    modelsDir = await mkdtemp(join(tmpdir(), 'facefleet-added-model-'));
    await writeFile(join(modelsDir, 'from-elsewhere.onnx'), MOSAIC);
    const model = {
      task: 'embedder',
      architecture: 'generic',
      licence: 'MIT',
      origin: 'this test',
      converter: 'onnx',
      sources: [
        {
          name: 'from-elsewhere.onnx',
          bytes: MOSAIC.length,
          sha256: createHash('sha256').update(MOSAIC).digest('hex'),
        },
      ],
      input: { size: SIZE, channels: 'RGB', mean: 127.5, std: 127.5 },
      // The usual five points, made symmetric, so that a mirrored face lies where the face lay.
      reference: [
        [38.3, 51.6],
        [73.7, 51.6],
        [56, 71.7],
        [41.4, 92.3],
        [70.6, 92.3],
      ],
      dimensions: 3 * CELLS ** 2,
      distance: 'cosine',
      accuracy: 'none',
    };
    const others = { detector: 'tiny-face-detector', landmarks: 'face-landmark-68' };
    const manifest = {
      sets: {
        mosaic: { ...others, description: 'one crop at a time', embedder: 'mosaic' },
        batched: { ...others, description: 'several crops at a time', embedder: 'mosaic-batched' },
        misdescribed: { ...others, description: 'wrong', embedder: 'mosaic-misdescribed' },
        flipped: { ...others, description: 'with the mirror image', embedder: 'mosaic-flip' },
      },
      models: {
        mosaic: model,
        'mosaic-batched': { ...model, batch: 2 },
        'mosaic-misdescribed': { ...model, dimensions: 191 },
        'mosaic-flip': { variantOf: 'mosaic', flip: true, accuracy: 'none' },
      },
    };
    await writeFile(join(modelsDir, 'manifest.json'), JSON.stringify(manifest));
    for (const set of ['mosaic', 'batched', 'misdescribed']) await installModels(set, modelsDir, modelsDir);
    pipeline = new FacePipeline({ modelsDir, maxImagePixels: 64_000_000 });
  }, 60_000);
  afterAll(() => rm(modelsDir, { recursive: true }));

  const facesBy = async (model: string, sample: 1 | 6 = 6) =>
    (await pipeline.analyse(await samplePhoto(sample), { model, maxFaces: 10 })).faces;

  it('gets aligned crops in its own size, order and range', async () => {
    const faces = await facesBy('mosaic');
    expect(faces).toHaveLength(FACES_IN_SAMPLES[6]);
    for (const { embedding } of faces) {
      expect(embedding).toHaveLength(3 * CELLS ** 2);
      expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
      // Skin in the middle of the crop is more red than blue.
      const middle = (CELLS * CELLS + CELLS) / 2;
      expect(embedding[middle]).toBeGreaterThan(embedding[2 * CELLS ** 2 + middle]!);
    }
  });

  it('is refused where the entry and the network disagree', async () => {
    await expect(facesBy('mosaic-misdescribed')).rejects.toMatchObject({
      code: 'gallery-model-unavailable',
      message: expect.stringContaining('192 values a face, its manifest entry says 191') as string,
    });
  });

  it('gives the same embeddings where several faces go through it at once', async () => {
    const [one, several] = [await facesBy('mosaic'), await facesBy('mosaic-batched')];
    for (const [i, { embedding }] of one.entries()) {
      for (const [k, value] of embedding.entries()) expect(several[i]!.embedding[k]).toBeCloseTo(value, 5);
    }
  });

  it('sees each face and its mirror image in a variant that flips, which makes a mosaic symmetric', async () => {
    const { embedding } = (await facesBy('mosaic-flip', 1))[0]!;
    for (let row = 0; row < 3 * CELLS; row++) {
      for (let column = 0; column < CELLS / 2; column++) {
        const mirrored = embedding[row * CELLS + CELLS - 1 - column]!;
        expect(embedding[row * CELLS + column]).toBeCloseTo(mirrored, 4);
      }
    }
  });
});
