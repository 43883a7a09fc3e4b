import { ExpectedError, refuseTooManyBytes } from '@facefleet/platform';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import { type ArchiveEntry, BrokenArchive, type Expansion } from './archive-entry';

/** A zip's table of contents stands at its end, so it is read from a file. */
export async function* zipEntries(archive: Readable, expansion: Expansion): AsyncGenerator<ArchiveEntry> {
  const zip = await zipOf(archive);
  try {
    for await (const entry of entriesOf(zip)) {
      const path = pathOf(entry);
      if (!path.endsWith('/')) yield { path, read: (maxBytes) => read(zip, entry, maxBytes, expansion) };
    }
  } finally {
    zip.close();
  }
}

/** The file has no name any more once it is open: nothing is left behind, however this process ends. */
async function zipOf(archive: Readable): Promise<ZipFile> {
  const folder = await mkdtemp(join(tmpdir(), 'facefleet-import-'));
  try {
    const path = join(folder, 'archive.zip');
    await pipeline(archive, createWriteStream(path, { mode: 0o600 }));
    // Names are ours to judge: one that is wrong must not spoil the others.
    return await openPromise(path, { decodeStrings: false, autoClose: false }).catch(refuse);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  const entries: AsyncIterator<Entry, undefined> = zip.eachEntry();
  for (;;) {
    const next = await entries.next().catch(refuse);
    if (next.done) return;
    yield next.value;
  }
}

function refuse(cause: unknown): never {
  throw new BrokenArchive('its table of contents cannot be read', { cause });
}

function pathOf(entry: Entry): string {
  const raw = entry.fileNameRaw;
  return getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, false);
}

async function read(zip: ZipFile, entry: Entry, maxBytes: number, expansion: Expansion): Promise<Buffer> {
  refuseTooManyBytes(entry.uncompressedSize, maxBytes);
  const chunks: Buffer[] = [];
  try {
    const stream = await zip.openReadStreamPromise(entry); // it fails where there is more than the size says
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      expansion.add(chunk.length);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof BrokenArchive) throw cause;
    throw new ExpectedError(
      'image-unreadable',
      'The file cannot be unpacked: the archive is damaged there, or encrypted.',
      { cause },
    );
  }
  return Buffer.concat(chunks);
}
