import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const USAGE = `npm run bench:gallery -- [options]   a gallery of synthetic faces: loading, memory, search, enrolment
  --faces N          how many, three to a person (100000)
  --probes N         searches, half of enrolled people and half of strangers (400)
  --distance D       cosine (256 dimensions) or euclidean (128); default: cosine
  --models-dir DIR   models that the measured process loads beside the gallery, as a recognizer does;
                     default: models in FACEFLEET_HOME (.facefleet)
  --json FILE        write the figures there`;

export interface GalleryBenchOptions {
  faces: number;
  probes: number;
  distance: 'cosine' | 'euclidean';
  modelsDir: string;
  json: string | undefined;
}

/**
 * @returns 'help' where that is asked for
 * @throws Error for anything it does not understand
 */
export function parseGalleryOptions(argv: string[], env: NodeJS.ProcessEnv): GalleryBenchOptions | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: argv,
    options: {
      faces: text,
      probes: text,
      distance: text,
      'models-dir': text,
      json: text,
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const distance = values.distance ?? 'cosine';
  if (distance !== 'cosine' && distance !== 'euclidean')
    throw new Error(`--distance takes cosine or euclidean.\n${USAGE}`);
  return {
    faces: wholeNumber('--faces', values.faces ?? '100000', 3_000),
    probes: wholeNumber('--probes', values.probes ?? '400', 10),
    distance,
    modelsDir: resolve(values['models-dir'] ?? join(env.FACEFLEET_HOME ?? '.facefleet', 'models')),
    json: values.json,
  };
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`${option} takes a whole number from ${least}.\n${USAGE}`);
}
