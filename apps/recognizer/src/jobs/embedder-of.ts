import { type Embedder, manifest } from '@facefleet/models';
import { ExpectedError } from '@facefleet/platform';

/** @throws ExpectedError `gallery-model-unavailable` for a model that this version does not know */
export function embedderOf(name: string): Embedder {
  const model = manifest.models[name];
  if (model?.task === 'embedder') return model;
  throw new ExpectedError(
    'gallery-model-unavailable',
    `The gallery was enrolled with the model "${name}", which this version of Facefleet does not know.`,
  );
}
