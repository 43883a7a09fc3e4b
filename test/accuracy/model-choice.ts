import { access } from 'node:fs/promises';
import { manifest, modelPath, ModelSetName, modelsOfSet } from '@facefleet/models';

export interface ModelChoice {
  set: ModelSetName;
  /** Name of the embedding model in the manifest. */
  model: string;
  distance: 'cosine' | 'euclidean';
  matchSimilarity: number;
}

/**
 * The set that was asked for; else the recommended one where it is installed, else the built-in one.
 *
 * @throws Error where it is not installed, saying how to get it
 */
export async function chooseModels(asked: ModelSetName | undefined, modelsDir: string): Promise<ModelChoice> {
  const candidates = asked === undefined ? ModelSetName.options : [asked];
  for (const set of candidates) {
    if (!(await isInstalled(set, modelsDir))) continue;
    const model = manifest.sets[set].embedder;
    const embedder = manifest.models[model];
    if (embedder?.task !== 'embedder') throw new Error(`"${model}" is not an embedder of the manifest`);
    return { set, model, distance: embedder.distance, matchSimilarity: embedder.matchSimilarity };
  }
  throw new Error(
    `The models (${candidates.join(' or ')}) are not in ${modelsDir}: get them with \`npm run models\`, or name their folder with --models-dir.`,
  );
}

async function isInstalled(set: ModelSetName, modelsDir: string): Promise<boolean> {
  try {
    await Promise.all(modelsOfSet(set).map((name) => access(modelPath(modelsDir, name))));
    return true;
  } catch {
    return false;
  }
}
