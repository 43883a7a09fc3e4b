import { parseArgs } from 'node:util';

export interface LoadOptions {
  url: string;
  key: string;
  ratePerS: number;
  seconds: number;
  gallery: string | undefined;
  /** A folder of JPEG files; undefined: the demo portraits. */
  images: string | undefined;
  /** A client that is told to come back does so, at the time that it was told. */
  comesBack: boolean;
  json: string | undefined;
}

export const USAGE = `npm run load -- --rate N [options]
  --url URL       of the service (FACEFLEET_URL)
  --key KEY       with the scope recognize (FACEFLEET_KEY, which others on this machine cannot read)
  --rate N        recognitions a second, sent when their time has come, whatever was answered so far
  --seconds N     for how long (60)
  --gallery NAME  who is looked for (the default gallery)
  --images DIR    JPEG files of yours, each sent again and again as another file (demo portraits)
  --retry         who is told to come back, does so when Retry-After says
  --json FILE     write the figures there
Ends with 1 where anything was answered neither with a result nor with when to come back.`;

/**
 * @returns 'help' where that is asked for
 * @throws Error for anything it does not understand
 */
export function parseLoadOptions(argv: string[], env: NodeJS.ProcessEnv): LoadOptions | 'help' {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: argv,
    options: {
      url: text,
      key: text,
      rate: text,
      seconds: text,
      gallery: text,
      images: text,
      json: text,
      retry: flag,
      help: flag,
    },
  });
  if (values.help) return 'help';
  const { url = env.FACEFLEET_URL, key = env.FACEFLEET_KEY, gallery, images, json } = values;
  if (!url || !/^https?:\/\//.test(url) || !URL.canParse(url)) throw wrong('--url takes http: or https:');
  if (!key) throw wrong('A key is needed');
  return {
    url: url.replace(/\/+$/, ''),
    key,
    ratePerS: positive('rate', values.rate),
    seconds: positive('seconds', values.seconds ?? '60'),
    gallery,
    images,
    comesBack: values.retry,
    json,
  };
}

function positive(name: string, value: string | undefined): number {
  const number = Number(value);
  if (!Number.isFinite(number) || number <= 0) throw wrong(`--${name} takes a number above 0`);
  return number;
}

const wrong = (what: string) => new Error(`${what}.\n${USAGE}`);
