import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Sender } from '../overload/sender';
import { DEMO_FACES, demoPortrait } from '../support/demo-faces';
import { uniqueJpeg } from '../support/photos';
import type { LoadOptions } from './options';

/** So many wait for an answer at most: more, and this machine would be what is measured. */
const MOST_AT_ONCE = 2_000;
/** Who is told to come back does so this often at most. */
const TRIES = 5;
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

/** How one client fared. */
export interface Fared {
  /** Of the last answer, `503 overloaded`; or how the connection failed. */
  outcome: string;
  status: number | undefined;
  /** From when it was to be sent until its last answer, waiting to come back included [ms] */
  tookMs: number;
  /** Answers that told it to come back, and of them those that did not say when. */
  sentBack: number;
  withoutRetryAfter: number;
  retryAfterS: number[];
}

export interface LoadRun {
  options: Omit<LoadOptions, 'key'>;
  fared: Fared[];
  /** Not sent, because too many waited. */
  heldBack: number;
  /** How long was sent [s] */
  sentForS: number;
}

/** Requests at a set rate, whatever is answered: a service that is slow gets no fewer. */
export async function runLoad({ key, ...options }: LoadOptions): Promise<LoadRun> {
  const { url, gallery, ratePerS, seconds, comesBack } = options;
  const photos = await photosOf(options.images);
  const sender = new Sender(url, gallery);
  const fared: Fared[] = [];
  const clients: Promise<void>[] = [];
  const startedAtMs = performance.now();
  let [waiting, heldBack] = [0, 0];
  const client = async (number: number, dueAtMs: number) => {
    waiting += 1;
    const image = uniqueJpeg(photos[number % photos.length]!, `load ${Date.now()} ${number}`);
    fared.push(await send(sender, key, image, dueAtMs, comesBack ? TRIES : 1));
    waiting -= 1;
  };
  const total = Math.max(1, Math.round(ratePerS * seconds));
  for (let number = 0; number < total; number++) {
    const dueAtMs = startedAtMs + (number / ratePerS) * 1000;
    const waitMs = dueAtMs - performance.now();
    if (waitMs > 1) await sleep(waitMs);
    if (waiting < MOST_AT_ONCE) clients.push(client(number, dueAtMs));
    else heldBack += 1;
  }
  const sentForS = Math.max(seconds, (performance.now() - startedAtMs) / 1000);
  await Promise.all(clients);
  sender.close();
  return { options, fared, heldBack, sentForS };
}

async function send(
  sender: Sender,
  key: string,
  image: Buffer,
  dueAtMs: number,
  tries: number,
): Promise<Fared> {
  const retryAfterS: number[] = [];
  let [sentBack, withoutRetryAfter] = [0, 0];
  const ended = (outcome: string, status?: number): Fared => {
    return { outcome, status, tookMs: performance.now() - dueAtMs, sentBack, withoutRetryAfter, retryAfterS };
  };
  for (let attempt = 1; ; attempt++) {
    try {
      const { status, retryAfterS: toldS, body } = await sender.send(key, image);
      const code = (body as { code?: unknown } | null)?.code;
      const outcome = typeof code === 'string' ? `${status} ${code}` : String(status);
      if (status !== 429 && status !== 503) return ended(outcome, status);
      sentBack += 1;
      if (toldS === undefined || !(toldS > 0)) withoutRetryAfter += 1;
      else retryAfterS.push(toldS);
      if (attempt >= tries || toldS === undefined) return ended(outcome, status);
      await sleep(toldS * 1000);
    } catch (error) {
      return ended((error as NodeJS.ErrnoException).code ?? String(error));
    }
  }
}

/** @throws Error where a folder has none */
async function photosOf(folder: string | undefined): Promise<Buffer[]> {
  if (folder === undefined) return Promise.all(DEMO_FACES.map((face) => demoPortrait(face, 1)));
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => /\.jpe?g$/i.test(name)).sort();
  const photos = await Promise.all(files.map((name) => readFile(join(folder, name))));
  const jpegs = photos.filter((photo) => photo.subarray(0, JPEG.length).equals(JPEG));
  if (jpegs.length === 0) throw new Error(`There are no JPEG files in ${folder}.`);
  return jpegs;
}
