import { parseArgs } from 'node:util';
import { wholeNumber } from '../options';

export const USAGE = `npm run fuzz:http -- [options]
  --requests N   requests, right ones and wrong ones (20000)
  --seed N       the same seed makes the same requests, but for ids and keys of the system (1)
  --only INDEX   this request of the run alone
  --json FILE    write the figures there
Starts a system of its own. Ends with 1 where an answer was wrong, the gateway did not survive, or its memory grew.`;

export interface HttpFuzzOptions {
  requests: number;
  seed: number;
  only: number | undefined;
  json: string | undefined;
}

/**
 * @returns 'help' where that is asked for
 * @throws Error for anything it does not understand
 */
export function parseHttpFuzzOptions(argv: string[]): HttpFuzzOptions | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: argv,
    options: {
      requests: text,
      seed: text,
      only: text,
      json: text,
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    requests: wholeNumber('requests', values.requests, 20_000, 1, USAGE),
    seed: wholeNumber('seed', values.seed, 1, 0, USAGE),
    only: values.only === undefined ? undefined : wholeNumber('only', values.only, 0, 0, USAGE),
    json: values.json,
  };
}
