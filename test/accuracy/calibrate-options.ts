import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { MODEL_OPTIONS, MODEL_USAGE, type ModelOptions, modelOptions } from '../support/model-options';

export const USAGE = `npm run calibrate -- --people DIR [--people DIR ...] [options]
  --people DIR       a folder per person; people are compared within their folder, as two folders may show the same ones
${MODEL_USAGE}
  --write            put the calibration into the model's entry: of manifest.json in the models folder where it is
                     there, else of models/manifest.json
Prints what false match and false non-match rates the similarities of an embedding model stand for.`;

export interface CalibrateOptions extends ModelOptions {
  people: string[];
  /** Into the manifest that has the model. */
  write: boolean;
}

/**
 * @returns 'help' where that is asked for
 * @throws Error for anything it does not understand
 */
export function parseCalibrateOptions(argv: string[], env: NodeJS.ProcessEnv): CalibrateOptions | 'help' {
  const { values } = parseArgs({
    args: argv,
    options: {
      ...MODEL_OPTIONS,
      people: { type: 'string', multiple: true },
      write: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (!values.people) throw new Error(`Give --people.\n${USAGE}`);
  return {
    ...modelOptions(values, env),
    people: values.people.map((folder) => resolve(folder)),
    write: values.write,
  };
}
