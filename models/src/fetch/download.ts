import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { StallWatch } from './stall-watch';

export interface DownloadOptions {
  /** What the whole file weighs; more or less of it is an error. */
  expectedBytes: number;
  /** Give up after this time without progress. */
  stallMs: number;
  onProgress: (bytesHad: number) => void;
}

/**
 * One request for one file. Goes on from where an earlier one ended, if the server can; what has arrived stays in the
 * file also when the rest fails.
 *
 * Each byte is written to its own place, so two processes that fetch one file at once do each other no harm.
 *
 * @throws Error saying why, e.g. `HTTP 404`
 */
export async function download(
  url: URL,
  path: string,
  { expectedBytes, stallMs, onProgress }: DownloadOptions,
): Promise<void> {
  const arrived = await sizeOf(path);
  if (arrived === expectedBytes) return;
  const had = arrived < expectedBytes ? arrived : 0; // longer than the file can be: worth nothing
  const watch = new StallWatch(stallMs);
  try {
    const response = await fetch(url, { headers: headersFor(had), signal: watch.signal });
    const start = await startOf(response, had, expectedBytes);
    const file = await open(path, constants.O_WRONLY | constants.O_CREAT);
    try {
      if (arrived > expectedBytes) await file.truncate(0);
      let position = start;
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        watch.received(chunk.length);
        if (position + chunk.length > expectedBytes)
          throw new Error(`it has more than ${expectedBytes} bytes`);
        await file.write(chunk, 0, chunk.length, position);
        position += chunk.length;
        onProgress(position);
      }
      if (position < expectedBytes) throw new Error(`it ends after ${position} of ${expectedBytes} bytes`);
    } finally {
      await file.close();
    }
  } finally {
    watch.stop();
  }
}

/** Bytes of the file that have arrived so far. */
export async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => ({ size: 0 }))).size;
}

function headersFor(hadBytes: number): Record<string, string> {
  // A range counts bytes of what is sent, so what is sent has to be the file itself, not compressed.
  const headers = { 'accept-encoding': 'identity' };
  return hadBytes === 0 ? headers : { ...headers, range: `bytes=${hadBytes}-` };
}

/**
 * Where in the file the answer begins: a server that knows no ranges sends everything again.
 *
 * @throws Error when the answer cannot be the file that we want
 */
async function startOf(response: Response, had: number, expectedBytes: number): Promise<number> {
  const { start, total } = extentOf(response);
  const objection = objectionTo(response, { start, total, had, expectedBytes });
  if (objection === undefined) return start;
  await response.body?.cancel();
  throw new Error(objection);
}

function objectionTo(
  { ok, status, body }: Response,
  { start, total, had, expectedBytes }: { start: number; total?: number; had: number; expectedBytes: number },
): string | undefined {
  if (!ok) return `HTTP ${status}`;
  if (!body) return 'an empty answer';
  if (total !== undefined && total !== expectedBytes)
    return `it has ${total} bytes instead of ${expectedBytes}`;
  if (start > had) return `it was asked for byte ${had} and answered with byte ${start}`;
  return undefined;
}

function extentOf({ status, headers }: Response): { start: number; total?: number } {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
  if (status === 206 && range) {
    return { start: Number(range[1]), total: range[2] === '*' ? undefined : Number(range[2]) };
  }
  const length = headers.get('content-length');
  return { start: 0, total: length === null ? undefined : Number(length) };
}
