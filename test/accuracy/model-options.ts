import { join } from 'node:path';
import { ModelSetName } from '@facefleet/models';

/** Options that both tools have. */
export const MODEL_OPTIONS = {
  models: { type: 'string' },
  'models-dir': { type: 'string' },
  flip: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export const MODEL_USAGE = `  --models SET       builtin or recommended; default: recommended where it is installed
  --models-dir DIR   default: models in FACEFLEET_HOME (.facefleet)
  --flip             average the embeddings of each image and of its mirror image
  --json FILE        write the figures there`;

export interface ModelOptions {
  /** `undefined`: the best that is installed. */
  models: ModelSetName | undefined;
  modelsDir: string;
  flip: boolean;
  json: string | undefined;
}

/** @throws Error for a set that does not exist */
export function modelOptions(
  values: { models?: string; 'models-dir'?: string; flip: boolean; json?: string },
  env: NodeJS.ProcessEnv,
): ModelOptions {
  const models = ModelSetName.optional().safeParse(values.models);
  if (!models.success) throw new Error(`--models is one of ${ModelSetName.options.join(', ')}.`);
  return {
    models: models.data,
    modelsDir: values['models-dir'] ?? join(env.FACEFLEET_HOME ?? '.facefleet', 'models'),
    flip: values.flip,
    json: values.json,
  };
}
