import { parseArgs } from 'node:util';

export const USAGE = `npm run model -- [options]
  --schedules N   schedules of faults and arrivals (10000)
  --seed N        the same seed makes the same schedules (1)
  --long          longer ones, with more faults
Ends with 1 where one of them breaks a promise; the shortest that does is printed.`;

export interface ModelOptions {
  schedules: number;
  seed: number;
  long: boolean;
}

/**
 * @returns 'help' where that is asked for
 * @throws Error for anything it does not understand
 */
export function parseModelOptions(argv: string[]): ModelOptions | 'help' {
  const { values } = parseArgs({
    args: argv,
    options: {
      schedules: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      long: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    schedules: wholeNumber('schedules', values.schedules, 1),
    seed: wholeNumber('seed', values.seed, 0),
    long: values.long,
  };
}

function wholeNumber(name: string, value: string, least: number): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < least)
    throw new Error(`--${name} takes a whole number from ${least}.\n${USAGE}`);
  return number;
}
