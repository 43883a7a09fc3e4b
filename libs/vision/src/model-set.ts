import { access } from 'node:fs/promises';
import { type Model, type ModelCatalogue, modelPath } from '@facefleet/models';
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
 * Loads an embedding model and the detector (and landmarks) that its set names.
 *
 * @throws ExpectedError `gallery-model-unavailable` for a model that no set has or that is not installed
 */
export async function loadModelSet(catalogue: ModelCatalogue, model: string): Promise<LoadedModelSet> {
  const set = catalogue.setWith(model);
  const embedder = catalogue.embedder(model);
  if (!set || !embedder) {
    throw new ExpectedError('gallery-model-unavailable', `No model set has the embedder "${model}".`);
  }
  const load = async (name: string): Promise<Network> => {
    const path = modelPath(catalogue.modelsDir, catalogue.model(name)!.network);
    if (!(await exists(path))) throw notInstalled(model, name);
    return Network.load(path);
  };
  return {
    detector: await loadDetector(set, catalogue.model(set.detector)!, load),
    embedder: new Embedder(await load(set.embedder), embedder),
  };
}

async function loadDetector(
  { detector, landmarks }: { detector: string; landmarks?: string },
  model: Model,
  load: (name: string) => Promise<Network>,
): Promise<FaceDetector> {
  if (model.task !== 'detector') throw new Error(`"${detector}" is no detector`);
  switch (model.architecture) {
    case 'yunet':
      return new YuNet(await load(detector));
    case 'tiny-yolo':
      if (!landmarks)
        throw new Error(`The detector "${detector}" needs a landmark model beside it in its set`);
      return new TinyFaceDetector(new TinyFace(await load(detector)), new Landmarks68(await load(landmarks)));
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
