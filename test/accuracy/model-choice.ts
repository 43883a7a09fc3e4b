import { type Calibration, type Embedder, ModelCatalogue } from '@facefleet/models';

export interface ModelChoice {
  set: string;
  /** Name of the embedding model in the manifest. */
  model: string;
  distance: Embedder['distance'];
  /** undefined for a model that was not calibrated yet */
  calibration: Calibration | undefined;
}

/**
 * The set that was asked for; else the recommended one where it is installed, else the built-in one.
 *
 * @param flip take the set's variant that looks at mirror images too, `<set>-flip`, unless it does so itself
 * @throws Error where it is not known or not installed, saying how to get it
 */
export async function chooseModels(
  asked: string | undefined,
  flip: boolean,
  modelsDir: string,
): Promise<ModelChoice> {
  const catalogue = ModelCatalogue.read(modelsDir);
  const flips = (set: string) => catalogue.embedder(catalogue.set(set)?.embedder ?? '')?.flip ?? false;
  const candidates = (asked === undefined ? ['recommended', 'builtin'] : [asked]).map((set) =>
    flip && !flips(set) ? `${set}-flip` : set,
  );
  for (const set of candidates) {
    const model = catalogue.set(set)?.embedder;
    if (model === undefined) {
      throw new Error(`There is no model set "${set}"; there are ${catalogue.setNames.join(', ')}.`);
    }
    if (!(await catalogue.hasInstalled(set))) continue;
    const { distance, calibration } = catalogue.embedder(model)!;
    return { set, model, distance, calibration };
  }
  throw new Error(
    `The models (${candidates.join(' or ')}) are not in ${modelsDir}: get them with \`npm run models\`, or name their folder with --models-dir.`,
  );
}
