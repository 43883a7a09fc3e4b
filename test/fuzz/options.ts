import { join } from 'node:path';
import { parseArgs } from 'node:util';

export const USAGE = `npm run fuzz -- [options]
  --images N         mutated images (10000)
  --seed N           the same seed makes the same images (1)
  --only INDEX       this image of the run alone
  --models SET       builtin, recommended, ...; default: recommended where it is installed
  --models-dir DIR   default: models in FACEFLEET_HOME (.facefleet)
  --findings DIR     images that end in anything but a result or a known code are kept there; default: fuzz-findings in FACEFLEET_HOME
  --json FILE        write the figures there
Ends with 1 where an image broke something or memory grew.`;

export interface FuzzOptions {
  images: number;
  seed: number;
  only: number | undefined;
  /** `undefined`: the best that is installed. */
  models: string | undefined;
  modelsDir: string;
  findingsDir: string;
  json: string | undefined;
}

/**
 * @returns 'help' where that is asked for
 * @throws Error for anything it does not understand
 */
export function parseFuzzOptions(argv: string[], env: NodeJS.ProcessEnv): FuzzOptions | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: argv,
    options: {
      images: text,
      seed: text,
      only: text,
      models: text,
      'models-dir': text,
      findings: text,
      json: text,
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const home = env.FACEFLEET_HOME ?? '.facefleet';
  return {
    images: wholeNumber('images', values.images, 10_000, 1),
    seed: wholeNumber('seed', values.seed, 1, 0),
    only: values.only === undefined ? undefined : wholeNumber('only', values.only, 0, 0),
    models: values.models,
    modelsDir: values['models-dir'] ?? join(home, 'models'),
    findingsDir: values.findings ?? join(home, 'fuzz-findings'),
    json: values.json,
  };
}

/** @throws Error that names the option */
export function wholeNumber(
  name: string,
  value: string | undefined,
  byDefault: number,
  least: number,
  usage = USAGE,
): number {
  const number = value === undefined ? byDefault : Number(value);
  if (!Number.isSafeInteger(number) || number < least)
    throw new Error(`--${name} takes a whole number from ${least}.\n${usage}`);
  return number;
}
