import { access } from 'node:fs/promises';
import { manifest, modelPath, type Embedder as EmbedderModel } from '@facefleet/models';
import { ExpectedError } from '@facefleet/platform';
import type { FaceDetector } from './detection';
import { Embedder } from './embedder';
import { Landmarks68 } from './landmarks-68';
import { Network } from './network';
import { TinyFace } from './tiny-face';
import { TinyFaceDetector } from './tiny-face-detector';
import { YuNet } from './yunet';

/** The networks that serve one embedding model, loaded. */
export interface LoadedModelSet {
  detector: FaceDetector;
  embedder: Embedder;
}

/**
 * Loads an embedding model and the detector (and landmarks) that its set names, from `<models folder>/<name>.onnx`.
 *
 * @throws ExpectedError `gallery-model-unavailable` for a model that the manifest does not know or that is not installed
 */
export async function loadModelSet(modelsDir: string, model: string): Promise<LoadedModelSet> {
  const set = Object.values(manifest.sets).find(({ embedder }) => embedder === model);
  if (!set) throw new ExpectedError('gallery-model-unavailable', `No model set has the embedder "${model}".`);
  const load = async (name: string): Promise<Network> => {
    const path = modelPath(modelsDir, name);
    if (!(await exists(path))) throw notInstalled(model, name);
    return Network.load(path);
  };
  return {
    detector: await loadDetector(set.detector, set.landmarks, load),
    embedder: new Embedder(await load(set.embedder), embedderModel(set.embedder)),
  };
}

/** @throws Error where the manifest has no embedder of this name: a mistake of ours */
export function embedderModel(name: string): EmbedderModel {
  const model = manifest.models[name];
  if (model?.task !== 'embedder') throw new Error(`"${name}" is not an embedder of the manifest`);
  return model;
}

async function loadDetector(
  name: string,
  landmarks: string | undefined,
  load: (name: string) => Promise<Network>,
): Promise<FaceDetector> {
  const model = manifest.models[name];
  if (model?.task !== 'detector') throw new Error(`"${name}" is not a detector of the manifest`);
  switch (model.architecture) {
    case 'yunet':
      return new YuNet(await load(name));
    case 'tiny-yolo':
      if (!landmarks) throw new Error(`The detector "${name}" needs a landmark model beside it in its set`);
      return new TinyFaceDetector(new TinyFace(await load(name)), new Landmarks68(await load(landmarks)));
  }
}

function notInstalled(model: string, missing: string): ExpectedError {
  const what = missing === model ? '' : ` (its part "${missing}" is missing)`;
  return new ExpectedError(
    'gallery-model-unavailable',
    `The model "${model}" is not installed${what}: run \`npm run models\` to get it.`,
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
