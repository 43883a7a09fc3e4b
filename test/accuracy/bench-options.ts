import { MaxFalseMatchRate } from '@facefleet/contracts';
import { DEFAULT_MAX_FALSE_MATCH_RATE } from '@facefleet/gallery';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { MODEL_OPTIONS, MODEL_USAGE, type ModelOptions, modelOptions } from '../support/model-options';

export const USAGE = `npm run bench:accuracy -- --pairs FILE --images DIR [options]   are these two one person? (1:1)
npm run bench:accuracy -- --people DIR [options]                 who is this? (1:N), and 1:1 with all pairs of the folder
  --pairs FILE       LFW's pairs.txt (10 folds), or a CSV of a,b,same with 1, 0, true or false
  --images DIR       LFW's layout NAME/NAME_0001.jpg; for a CSV the folder that its paths start from
  --people DIR       a folder per person; the first three photographs of each are enrolled
  --max-false-match-rate R
                     names are given as in a search that may err so often (default 0.001)
${MODEL_USAGE}
  --roc FILE         draw the ROC there, as SVG`;

export interface BenchOptions extends ModelOptions {
  pairs: { file: string; images: string } | undefined;
  people: string | undefined;
  /** Of one search, 0..1. */
  maxFalseMatchRate: number;
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
    options: {
      ...MODEL_OPTIONS,
      pairs: text,
      images: text,
      people: text,
      roc: text,
      'max-false-match-rate': text,
    },
  });
  if (values.help) return 'help';
  const { pairs, images, people, roc } = values;
  if (pairs === undefined && people === undefined) throw new Error(`Give --pairs or --people.\n${USAGE}`);
  if ((pairs === undefined) !== (images === undefined))
    throw new Error(`--pairs and --images go together.\n${USAGE}`);
  const rate = MaxFalseMatchRate.safeParse(
    Number(values['max-false-match-rate'] ?? DEFAULT_MAX_FALSE_MATCH_RATE),
  );
  if (!rate.success) throw new Error(`--max-false-match-rate is a number above 0 and at most 1.\n${USAGE}`);
  return {
    ...modelOptions(values, env),
    maxFalseMatchRate: rate.data,
    pairs: pairs !== undefined && images !== undefined ? { file: pairs, images: resolve(images) } : undefined,
    people: people === undefined ? undefined : resolve(people),
    roc,
  };
}
