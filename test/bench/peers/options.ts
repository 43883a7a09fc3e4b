import { parseArgs } from 'node:util';
import { wholeNumber } from '../../support/whole-number';

export const USAGE = `npm run bench:peers -- [options]   ours, face-api and OpenCV with the same photographs, one after the other
  --requests N      photographs to be named (100)
  --concurrency N   in flight at once (8)
  --people DIR      a folder per person, whose first three photographs are enrolled
  --images DIR      a folder per person with photographs to be named; default: the other photographs of --people
  --python FILE     a Python that has OpenCV (python3)
  --json FILE       write the figures there
Without folders it uses faces from the photographs that come with an installed package. face-api is installed on first
use, in a folder of its own. FACEFLEET_* settings reach our system as they would reach \`npm start\`.`;

export interface PeersBenchOptions {
  requests: number;
  concurrency: number;
  people: string | undefined;
  images: string | undefined;
  python: string;
  json: string | undefined;
}

/**
 * @returns 'help' where that is asked for
 * @throws Error for anything it does not understand
 */
export function parsePeersOptions(argv: string[]): PeersBenchOptions | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: argv,
    options: {
      requests: text,
      concurrency: text,
      people: text,
      images: text,
      python: text,
      json: text,
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    requests: wholeNumber('requests', values.requests ?? 100, USAGE),
    concurrency: wholeNumber('concurrency', values.concurrency ?? 8, USAGE),
    people: values.people,
    images: values.images,
    python: values.python ?? 'python3',
    json: values.json,
  };
}
