import { parseArgs } from 'node:util';
import { wholeNumber } from '../support/whole-number';

export type Start = 'zero' | 'warm';

/** Many requests, one at a time, or workers one after the other. */
export type Mode = 'load' | 'latency' | 'scale';

export interface BenchOptions {
  mode: Mode;
  /** Absent: 200, or fewer of large images. */
  requests: number | undefined;
  /** In flight at once, one measurement for each. */
  concurrency: number[];
  /** About so large are the images made [KB]; empty: the photographs as they are. */
  sizesKb: number[];
  /** From no worker, with all workers up, or both. */
  start: Start[];
  /** How often the same set is sent; from the second time on it comes from the cache. */
  repeat: number;
  /** Folder with a folder per person: photographs to be named. */
  images: string | undefined;
  /** Folder with a folder per person: photographs to enrol. */
  people: string | undefined;
  /** Folder for the profiles of gateway and recognizers. */
  profile: string | undefined;
  json: string | undefined;
}

export const USAGE = `npm run bench -- [options]
  --requests N        recognitions of each run (200; of large images fewer, so that a run sends 200 MB or less)
  --concurrency A,B   in flight at once (100); each is measured
  --sizes A,B         make the images about so large [KB], e.g. 64,500,5000; each is measured; default: as they are
  --start A,B         zero: the first run is from no worker; warm: with all workers up; default: zero,warm
  --repeat N          send the same set N times (2); from the second time on it comes from the cache
  --latency           in place of that, one request at a time (50), beside what the bare pipeline takes for the image
  --scale             in place of that, the first size and concurrency with one worker of one core, then two, ...
  --people DIR        a folder per person, whose first three photographs are enrolled
  --images DIR        a folder per person with photographs to be named; default: the other photographs of --people
  --profile DIR       keep a CPU profile of each thread of gateway and recognizers there, and say what it shows
  --json FILE         write the figures there, a list with one entry for each run
Without folders it uses faces from the photographs that come with an installed package.
FACEFLEET_* settings reach the system as they would reach \`npm start\`.`;

/**
 * @returns 'help' where that is asked for
 * @throws Error with the usage for anything it does not understand
 */
export function parseOptions(argv: string[]): BenchOptions | 'help' {
  const text = { type: 'string' as const };
  const { values } = parseArgs({
    args: argv,
    options: {
      requests: text,
      concurrency: text,
      sizes: text,
      start: text,
      repeat: text,
      images: text,
      people: text,
      profile: text,
      json: text,
      latency: { type: 'boolean', default: false },
      scale: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.latency && values.scale) throw new Error(`--latency or --scale, not both.\n${USAGE}`);
  return {
    mode: values.latency ? 'latency' : values.scale ? 'scale' : 'load',
    requests: values.requests === undefined ? undefined : wholeNumber('requests', values.requests, USAGE),
    concurrency: counts('concurrency', values.concurrency ?? '100'),
    sizesKb: values.sizes === undefined ? [] : counts('sizes', values.sizes),
    start: starts(values.start ?? 'zero,warm'),
    repeat: wholeNumber('repeat', values.repeat ?? 2, USAGE),
    images: values.images,
    people: values.people,
    profile: values.profile,
    json: values.json,
  };
}

function counts(name: string, value: string): number[] {
  return value.split(',').map((part) => wholeNumber(name, part, USAGE));
}

function starts(value: string): Start[] {
  const words = value.split(',');
  const known = (['zero', 'warm'] as const).filter((start) => words.includes(start));
  if (known.length !== words.length) throw new Error(`--start takes zero, warm, or both.\n${USAGE}`);
  return known;
}
