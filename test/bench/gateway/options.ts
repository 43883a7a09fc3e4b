import { parseArgs } from 'node:util';

export interface GatewayBenchOptions {
  concurrency: number;
  seconds: number;
  /** Of the images [KB]; undefined: the photographs as they are */
  sizeKb: number | undefined;
  /** Results to fetch from each place. */
  results: number;
  people: string | undefined;
  profile: string | undefined;
  json: string | undefined;
}

export const USAGE = `npm run bench:gateway -- [options]   what the gateway alone can do, while no recognizer runs
  --concurrency N   requests in the air at once (32)
  --seconds N       how long each kind of request is sent (10)
  --size KB         make the images about so large; default: the photographs as they are
  --results N       stored results to fetch from Redis, and as many from S3 (200)
  --people DIR      a folder per person with photographs; default: the demo people's
  --profile DIR     keep a CPU profile of the gateway there, and say what it shows
  --json FILE       write the figures there`;

/**
 * @returns 'help' where that is asked for
 * @throws Error for anything it does not understand
 */
export function parseGatewayOptions(argv: string[]): GatewayBenchOptions | 'help' {
  const text = { type: 'string' as const };
  const { values } = parseArgs({
    args: argv,
    options: {
      concurrency: text,
      seconds: text,
      size: text,
      results: text,
      people: text,
      profile: text,
      json: text,
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const { people, profile, json } = values;
  return {
    concurrency: count('concurrency', values.concurrency ?? '32'),
    seconds: count('seconds', values.seconds ?? '10'),
    sizeKb: values.size === undefined ? undefined : count('size', values.size),
    results: count('results', values.results ?? '200'),
    people,
    profile,
    json,
  };
}

function count(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`--${name} takes a whole number from 1.\n${USAGE}`);
  return number;
}
