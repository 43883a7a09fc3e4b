import { parseArgs } from 'node:util';
import type { OverloadOptions } from './run';

export const USAGE = `npm run overload -- [options]
  --seconds N   how long (120)
  --factor N    how much is asked, as a multiple of what one worker can do (10)
  --limit N     requests are accepted while they can be answered within so many seconds (5)
  --json FILE   write the figures there
FACEFLEET_* settings reach the system as they would reach \`npm start\`.
Ends with 1 where something accepted was not answered rightly, or the p99 of what was accepted is above the limit.`;

/**
 * @returns 'help' where that is asked for
 * @throws Error for anything it does not understand
 */
export function parseOverloadOptions(
  argv: string[],
): (OverloadOptions & { json: string | undefined }) | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: argv,
    options: {
      seconds: text,
      factor: text,
      limit: text,
      json: text,
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    seconds: count('seconds', values.seconds, 120),
    factor: count('factor', values.factor, 10),
    limitS: count('limit', values.limit, 5),
    json: values.json,
  };
}

function count(name: string, value: string | undefined, byDefault: number): number {
  const number = value === undefined ? byDefault : Number(value);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`--${name} takes a whole number from 1.\n${USAGE}`);
  return number;
}
