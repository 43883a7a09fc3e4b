import type { ModelCatalogue } from '@facefleet/models';
import { ExpectedError } from '@facefleet/platform';

/**
 * Faces can be compared by this model: it belongs to a set, and it is known what its similarities stand for.
 * @throws ExpectedError `model-not-found`, `gallery-model-unavailable`
 */
export function requireUsable(catalogue: ModelCatalogue, model: string): void {
  const embedder = catalogue.embedder(model);
  if (!embedder || !catalogue.setWith(model)) throw modelNotFound(model);
  if (embedder.calibration) return;
  throw new ExpectedError(
    'gallery-model-unavailable',
    `The model "${model}" has no calibration: make one with \`npm run calibrate\` and put it into its manifest entry.`,
  );
}

export function modelNotFound(model: string): ExpectedError {
  const shown = JSON.stringify(model.slice(0, 64));
  return new ExpectedError(
    'model-not-found',
    `There is no model ${shown} here. GET /v1/models says which there are.`,
  );
}
