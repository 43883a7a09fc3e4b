import type { ArchiveSource } from '@facefleet/client';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { CliError } from './failure';
import { filesToImport, tarOf } from './people-folder';
import type { Progress } from './terminal/progress';

const MEGABYTE = 1_000_000;

/** Something to import, and how much of what that is. */
export interface ImportSource {
  total: number;
  what: string;
  /** @param sent hears how much was read */
  open(sent: Progress): ArchiveSource;
}

/** A folder with a folder for each person, or an archive as it is. */
export async function importSourceOf(path: string): Promise<ImportSource> {
  const stats = await stat(path);
  if (!stats.isDirectory()) {
    return {
      total: Math.ceil(stats.size / MEGABYTE),
      what: 'MB sent',
      open: (sent) => counted(createReadStream(path), (bytes) => sent.at(Math.ceil(bytes / MEGABYTE))),
    };
  }
  const files = await filesToImport(path);
  if (files.length === 0) {
    throw new CliError(
      'no-images',
      `There is no image in ${path}. It has a folder of images for each person.`,
    );
  }
  return {
    total: files.length,
    what: 'files sent',
    open: (sent) => tarOf(path, files, () => sent.step()),
  };
}

async function* counted(source: ArchiveSource, read: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    yield chunk;
    read((bytes += chunk.length));
  }
}
