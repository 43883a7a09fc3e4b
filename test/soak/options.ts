import { parseArgs } from 'node:util';

export const USAGE = `npm run soak -- [options]
  --minutes N   how long (30)
  --load X      share of what the machine can do (0.5)
  --json FILE   write the figures there
Ends with 1 where an answer was wrong or missing.`;

export interface SoakOptions {
  minutes: number;
  load: number;
  json?: string;
}

/**
 * @returns 'help' where that is asked for
 * @throws Error for anything it does not understand
 */
export function parseSoakOptions(argv: string[]): SoakOptions | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: argv,
    options: { minutes: text, load: text, json: text, help: { type: 'boolean', default: false } },
  });
  if (values.help) return 'help';
  return {
    minutes: positive('minutes', values.minutes ?? '30'),
    load: positive('load', values.load ?? '0.5'),
    json: values.json,
  };
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (!(number > 0 && Number.isFinite(number)))
    throw new Error(`--${name} takes a number above 0.\n${USAGE}`);
  return number;
}
