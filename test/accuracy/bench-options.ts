import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { MODEL_OPTIONS, MODEL_USAGE, type ModelOptions, modelOptions } from './model-options';

export const USAGE = `npm run bench:accuracy -- --pairs FILE --images DIR [options]   are these two one person? (1:1)
npm run bench:accuracy -- --people DIR [options]                 who is this? (1:N), and 1:1 with all pairs of the folder
  --pairs FILE       LFW's pairs.txt (10 folds), or a CSV of a,b,same with 1, 0, true or false
  --images DIR       LFW's layout NAME/NAME_0001.jpg; for a CSV the folder that its paths start from
  --people DIR       a folder per person; the first three photographs of each are enrolled
${MODEL_USAGE}
  --roc FILE         draw the ROC there, as SVG`;

export interface BenchOptions extends ModelOptions {
  pairs: { file: string; images: string } | undefined;
  people: string | undefined;
  roc: string | undefined;
}

/**
 * @returns 'help' where that is asked for
 * @throws Error for anything it does not understand
 */
export function parseBenchOptions(argv: string[], env: NodeJS.ProcessEnv): BenchOptions | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: argv,
    options: { ...MODEL_OPTIONS, pairs: text, images: text, people: text, roc: text },
  });
  if (values.help) return 'help';
  const { pairs, images, people, roc } = values;
  if (pairs === undefined && people === undefined) throw new Error(`Give --pairs or --people.\n${USAGE}`);
  if ((pairs === undefined) !== (images === undefined))
    throw new Error(`--pairs and --images go together.\n${USAGE}`);
  return {
    ...modelOptions(values, env),
    pairs: pairs !== undefined && images !== undefined ? { file: pairs, images: resolve(images) } : undefined,
    people: people === undefined ? undefined : resolve(people),
    roc,
  };
}
