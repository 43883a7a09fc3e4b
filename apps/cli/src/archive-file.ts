import { FacefleetUnreachable } from '@facefleet/client';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from './context';
import { CliError } from './failure';
import { untilInterrupted } from './interruption';

/**
 * Writes a tar to a file, and says so.
 * @param of what it is of, for the line of JSON
 * @throws CliError `export-incomplete`, `file-unwritable`
 */
export async function saveArchive(
  { terminal, json }: Context,
  tar: AsyncIterable<Uint8Array>,
  file: string,
  of: object,
): Promise<void> {
  const left = `${file}.part`;
  await untilInterrupted(
    () => writeWhole(tar, file, left),
    () => terminal.note(`Not complete: what had come is in ${left}.`),
  );
  const bytes = (await stat(file)).size;
  if (json) terminal.json({ ...of, file, bytes });
  else terminal.line(`Wrote ${file}, ${(bytes / 1_000_000).toFixed(1)} MB.`);
}

/** A tar that broke off has no end, and must not be taken for a whole one: it gets its name last. */
async function writeWhole(tar: AsyncIterable<Uint8Array>, file: string, left: string): Promise<void> {
  // Asked first, so that a refusal leaves no file behind.
  const chunks = tar[Symbol.asyncIterator]();
  const first = await chunks.next();
  async function* all() {
    if (!first.done) yield first.value;
    yield* { [Symbol.asyncIterator]: () => chunks };
  }
  try {
    await pipeline(Readable.from(all(), { objectMode: false }), createWriteStream(left, { mode: 0o600 }));
    await rename(left, file);
  } catch (error) {
    await rm(left, { force: true });
    throw explained(error, file);
  }
}

function explained(error: unknown, file: string): unknown {
  if (error instanceof FacefleetUnreachable) {
    return new CliError('export-incomplete', `It broke off, and ${file} was not written: ${error.message}`);
  }
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return error;
  const why = code === 'ENOENT' ? `There is no folder ${dirname(file)}.` : `${code}.`;
  return new CliError('file-unwritable', `${file} cannot be written: ${why}`);
}
