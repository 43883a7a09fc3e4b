import { join } from 'node:path';

/** Options that both tools have. */
export const MODEL_OPTIONS = {
  models: { type: 'string' },
  'models-dir': { type: 'string' },
  flip: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export const MODEL_USAGE = `  --models SET       builtin, recommended or another set of the manifest; default: recommended where it is installed
  --models-dir DIR   default: models in FACEFLEET_HOME (.facefleet)
  --flip             the set's variant that averages the embeddings of each face and of its mirror image
  --json FILE        write the figures there`;

export interface ModelOptions {
  /** `undefined`: the best that is installed. */
  models: string | undefined;
  modelsDir: string;
  flip: boolean;
  json: string | undefined;
}

export function modelOptions(
  values: { models?: string; 'models-dir'?: string; flip: boolean; json?: string },
  env: NodeJS.ProcessEnv,
): ModelOptions {
  return {
    models: values.models,
    modelsDir: values['models-dir'] ?? join(env.FACEFLEET_HOME ?? '.facefleet', 'models'),
    flip: values.flip,
    json: values.json,
  };
}
