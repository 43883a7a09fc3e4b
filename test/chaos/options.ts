import { parseArgs } from 'node:util';
import { wholeNumber } from '../fuzz/options';

export const USAGE = `npm run test:chaos -- [options]
  --requests N   requests that are sent while parts are broken (2000)
  --seed N       the same seed breaks the same parts in the same order (1)
  --only KINDS   these faults alone, with commas between them
  --logs DIR     keep what every process says there
  --json FILE    write the verdict there
Ends with 1 where anything was lost, wrong, answered twice or left behind.`;

export interface ChaosOptions {
  requests: number;
  seed: number;
  /** Kinds of faults. Absent: all of them */
  only?: string[];
  /** Absent: what they say is kept with the state, and goes with it */
  logs?: string;
  json?: string;
}

/**
 * @returns 'help' where that is asked for
 * @throws Error for anything it does not understand
 */
export function parseChaosOptions(argv: string[]): ChaosOptions | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: argv,
    options: {
      requests: text,
      seed: text,
      only: text,
      logs: text,
      json: text,
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    requests: wholeNumber('requests', values.requests, 2_000, 1, USAGE),
    seed: wholeNumber('seed', values.seed, 1, 1, USAGE),
    only: values.only?.split(','),
    logs: values.logs,
    json: values.json,
  };
}
