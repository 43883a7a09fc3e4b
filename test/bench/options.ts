import { parseArgs } from 'node:util';
import { wholeNumber } from '../support/whole-number';

export interface BenchOptions {
  requests: number;
  concurrency: number;
  /** How often the same set is sent; from the second time on it comes from the cache. */
  repeat: number;
  /** Folder with a folder per person: photographs to be named. */
  images: string | undefined;
  /** Folder with a folder per person: photographs to enrol. */
  people: string | undefined;
  json: string | undefined;
}

export const USAGE = `npm run bench -- [options]
  --requests N      recognitions to send (200)
  --concurrency N   in flight at once (100)
  --repeat N        send the same set N times (1); the second run comes from the cache
  --people DIR      a folder per person, whose first three photographs are enrolled
  --images DIR      a folder per person with photographs to be named; default: the other photographs of --people
  --json FILE       write the figures there (a list with one entry per run where --repeat is above 1)
Without folders it uses faces from the photographs that come with an installed package.
FACEFLEET_* settings reach the system as they would reach \`npm start\`.`;

/** @throws Error with the usage for anything it does not understand */
export function parseOptions(argv: string[]): BenchOptions {
  const text = { type: 'string' as const };
  const { values } = parseArgs({
    args: argv,
    options: { requests: text, concurrency: text, repeat: text, images: text, people: text, json: text },
  });
  return {
    requests: wholeNumber('requests', values.requests ?? 200, USAGE),
    concurrency: wholeNumber('concurrency', values.concurrency ?? 100, USAGE),
    repeat: wholeNumber('repeat', values.repeat ?? 1, USAGE),
    images: values.images,
    people: values.people,
    json: values.json,
  };
}
