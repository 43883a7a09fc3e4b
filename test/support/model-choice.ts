import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { type Calibration, type Embedder, ModelCatalogue } from '@facefleet/models';
import { PROJECT } from './system';

export interface ModelChoice {
  set: string;
  /** Name of the embedding model in the manifest. */
  model: string;
  distance: Embedder['distance'];
  /** undefined for a model that was not calibrated yet */
  calibration: Calibration | undefined;
}

/**
 * The set that was asked for, else the recommended one where it can be had, else the built-in one. What is not installed is
 * got as `npm run models` gets it.
 *
 * @param flip take the variant that looks at mirror images too
 * @throws Error where it is not known or not installed, saying how to get it
 */
export async function chooseModels(
  asked: string | undefined,
  flip: boolean,
  modelsDir: string,
): Promise<ModelChoice> {
  const installed = await installedChoice(asked, flip, modelsDir);
  if (installed) return installed;
  await getModels(asked, modelsDir);
  const got = await installedChoice(asked, flip, modelsDir);
  if (got) return got;
  throw new Error(
    `The models are not in ${modelsDir}: get them with \`npm run models\`, or name their folder with --models-dir.`,
  );
}

async function installedChoice(
  asked: string | undefined,
  flip: boolean,
  modelsDir: string,
): Promise<ModelChoice | undefined> {
  const catalogue = ModelCatalogue.read(modelsDir);
  const candidates = (asked === undefined ? ['recommended', 'builtin'] : [asked]).map((set) =>
    flip ? flippingVariant(catalogue, set) : set,
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
  return undefined;
}

/** Its progress and its complaints go to the terminal. */
async function getModels(set: string | undefined, modelsDir: string): Promise<void> {
  const tool = ['--import', 'tsx', join(PROJECT, 'models/src/main.ts')];
  const options = ['--mode', set ?? 'auto', '--dir', resolve(modelsDir), '--json'];
  const child = spawn(process.execPath, [...tool, ...options], {
    cwd: PROJECT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await once(child, 'exit');
}

/** @throws Error where there is none */
function flippingVariant(catalogue: ModelCatalogue, asked: string): string {
  const embedderOf = (set: string) => catalogue.embedder(catalogue.set(set)?.embedder ?? '');
  const network = embedderOf(asked)?.network;
  const variant = [asked, ...catalogue.setNames].find((set) => {
    const embedder = embedderOf(set);
    return embedder !== undefined && embedder.network === network && embedder.flip;
  });
  if (variant !== undefined) return variant;
  throw new Error(`No variant of the set "${asked}" looks at mirror images: add one to the manifest.`);
}
