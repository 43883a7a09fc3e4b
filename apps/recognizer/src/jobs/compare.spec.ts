import type { ComparisonRequest } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';
import type { AnalysedFace, FaceAnalyser, ImageAnalysis } from '@facefleet/vision';
import { describe, expect, it } from 'vitest';
import { WorkerStatus } from '../worker/worker-status';
import { Compare } from './compare';
import type { ComparedModels } from './compared-models';

/** A comparison errs with 1e-1 at similarity 0, and ten times less with each 0.1 more. */
const table = Array.from({ length: 10 }, (_, i) => ({ similarity: i / 10, fmr: 10 ** -(i + 1), fnmr: 0 }));
const models = {
  get: (name: string) => ({ name, fingerprint: 'f', distance: 'cosine', calibration: { table } }),
} as unknown as ComparedModels;

const quality = {
  ...{ eyeDistance: 40, sharpness: 0.1, brightness: 0.5 },
  pose: { yaw: 0, pitch: 0, roll: 0 },
  issues: ['too-blurred' as const],
};
const point = { x: 1, y: 1 };
const landmarks = { leftEye: point, rightEye: point, nose: point, leftMouth: point, rightMouth: point };

/** A face whose embedding has this cosine to the first axis. */
function face(x: number, side: number, cosine: number): AnalysedFace {
  const embedding = Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2));
  return {
    box: { x, y: 50, width: side, height: side },
    ...{ landmarks, detectionScore: 0.9, quality, embedding },
  };
}

function comparing(analyses: Record<string, AnalysedFace[] | ExpectedError>) {
  const analysed: string[] = [];
  const analyser = {
    analyse: (image: Buffer): Promise<ImageAnalysis> => {
      const name = image.toString();
      analysed.push(name);
      const faces = analyses[name];
      if (faces === undefined) throw new Error(`Nobody said what is in ${name}`);
      if (faces instanceof Error) return Promise.reject(faces);
      return Promise.resolve({
        ...{ width: 200, height: 150, faces },
        timings: { decodeMs: 1, detectMs: 2, embedMs: 3 },
      });
    },
  } as unknown as FaceAnalyser;
  const status = new WorkerStatus('w', 1);
  const compare = new Compare(models, status, { nowMs: () => 0 });
  return { compare, analysed, status, fetched: { ...fetched, analyser } };
}

const request: ComparisonRequest = {
  v: 1,
  kind: 'comparison',
  id: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11',
  sourceImageKey: 's',
  sourceImageSha256: 'a'.repeat(64),
  targetImageKey: 't',
  targetImageSha256: 'b'.repeat(64),
  model: 'm',
  maxFalseMatchRate: 1e-4,
  submittedAtMs: 0,
};
const fetched = {
  images: { source: Buffer.from('source'), target: Buffer.from('target') },
  queueMs: 0,
  fetchMs: 0,
};

describe('Compare', () => {
  it('compares the most prominent face of the source, however bad, with all of the target, most similar first', async () => {
    const { compare, fetched, status } = comparing({
      source: [face(0, 60, 0), face(80, 50, 1)],
      target: [face(0, 60, 0.2), face(80, 50, 0.5), face(140, 40, 0.1)],
    });
    const { source, target } = await compare.run(request, fetched);
    expect(source).toMatchObject({ otherFaces: 1, face: { box: { x: 80 }, quality } });
    expect(target.faces.map(({ similarity, decision }) => [similarity, decision])).toEqual([
      [0.5, 'match'],
      [0.2, 'possible'],
      [0.1, 'unknown'],
    ]);
    expect(status.serviceTimeMs).toBe(12); // of both images
  });

  it('says which image has no face, and does not look at the target for nothing', async () => {
    const { compare, fetched, analysed } = comparing({ source: [] });
    await expect(compare.run(request, fetched)).rejects.toMatchObject({
      code: 'no-face',
      message: expect.stringMatching(/^source: No face/) as string,
    });
    expect(analysed).toEqual(['source']);
  });

  it('says which image cannot be read', async () => {
    const target = new ExpectedError('image-unreadable', 'The file is damaged.');
    const { compare, fetched } = comparing({ source: [face(80, 50, 1)], target });
    await expect(compare.run(request, fetched)).rejects.toMatchObject({
      code: 'image-unreadable',
      message: 'target: The file is damaged.',
    });
  });

  it('finds nobody in a target without faces', async () => {
    const { compare, fetched } = comparing({ source: [face(80, 50, 1)], target: [] });
    expect((await compare.run(request, fetched)).target.faces).toEqual([]);
  });
});
