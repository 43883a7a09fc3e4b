import { FacefleetUnreachable } from '@facefleet/client';
import type { Command } from 'commander';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ContextOf } from '../context';
import { CliError } from '../failure';
import { untilInterrupted } from '../interruption';

export function galleryExportCommand(gallery: Command, contextOf: ContextOf): void {
  gallery
    .command('export')
    .description('people, metadata and photographs as a tar, which `facefleet import` takes')
    .argument('<gallery>')
    .option('-o, --output <file>', 'where to write it (default: <gallery>.tar)')
    .action(async (name: string, { output }: { output?: string }, command: Command) => {
      const { facefleet, terminal, json } = contextOf(command);
      const file = output ?? `${name}.tar`;
      const left = `${file}.part`;
      await untilInterrupted(
        () => writeWhole(facefleet.exportGallery(name), file, left),
        () => terminal.note(`Not complete: what had come is in ${left}.`),
      );
      const bytes = (await stat(file)).size;
      if (json) terminal.json({ gallery: name, file, bytes });
      else terminal.line(`Wrote ${file}, ${(bytes / 1_000_000).toFixed(1)} MB.`);
    });
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
