import { readFile } from 'node:fs/promises';
import 'reflect-metadata';
import { ExpectedError } from '@facefleet/platform';
import { DEFAULT_MAX_IMAGE_PIXELS, FacePipeline, type ImageAnalysis } from '@facefleet/vision';
import type { EmbedJob, EmbedOutcome, EmbedSettings } from './embed-messages';
import { prominentFace } from './prominent-face';

/** More faces than this are not looked at to find the one that a photograph is about. */
const MAX_FACES = 100;

const settings = JSON.parse(process.argv[2] ?? '') as EmbedSettings;
const pipeline = new FacePipeline({
  modelsDir: settings.modelsDir,
  maxImagePixels: DEFAULT_MAX_IMAGE_PIXELS,
});
const options = { model: settings.model, maxFaces: MAX_FACES };

async function outcomeOf(path: string): Promise<EmbedOutcome> {
  const image = await readFile(path);
  let analysis: ImageAnalysis;
  try {
    analysis = await pipeline.analyse(image, options);
  } catch (error) {
    if (error instanceof ExpectedError && error.code !== 'gallery-model-unavailable')
      return { path, failure: error.code };
    throw error;
  }
  const { timings } = analysis;
  const face = prominentFace(analysis);
  if (!face) return { path, failure: 'no-face', timings };
  return { path, embedding: face.embedding, timings };
}

process.on('message', ({ path }: EmbedJob) => {
  outcomeOf(path).then(
    (outcome) => process.send?.(outcome),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    },
  );
});
// Whoever started us is gone.
process.on('disconnect', () => process.exit(0));

pipeline.warmUp(settings.model).then(
  () => process.send?.('ready'),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
