import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type ModelOptions, modelOptions } from '../../support/model-options';
import { wholeNumber } from '../../support/whole-number';

export const USAGE = `npm run bench:pipeline -- [options]   what decoding and models cost on one core, without the service
  --photo FILE       measure this photograph too; may be given several times
  --people DIR       a folder per person with portraits to compare with face-api; default: the demo people's
  --runs N           of each photograph (15)
  --models SET       builtin, recommended, ...; default: recommended where it is installed
  --models-dir DIR   default: models in FACEFLEET_HOME (.facefleet)
  --json FILE        write the figures there`;

export interface PipelineBenchOptions extends Omit<ModelOptions, 'flip'> {
  photos: string[];
  people: string | undefined;
  runs: number;
}

/**
 * @returns 'help' where that is asked for
 * @throws Error for anything it does not understand
 */
export function parsePipelineOptions(argv: string[], env: NodeJS.ProcessEnv): PipelineBenchOptions | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: argv,
    options: {
      photo: { type: 'string', multiple: true, default: [] },
      people: text,
      runs: text,
      models: text,
      'models-dir': text,
      json: text,
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const runs = wholeNumber('runs', values.runs ?? 15, USAGE);
  const { models, modelsDir, json } = modelOptions({ ...values, flip: false }, env);
  return {
    models,
    modelsDir,
    json,
    photos: values.photo.map((path) => resolve(path)),
    people: values.people === undefined ? undefined : resolve(values.people),
    runs,
  };
}
