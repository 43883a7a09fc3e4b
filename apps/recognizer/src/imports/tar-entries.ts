import { refuseTooManyBytes } from '@facefleet/platform';
import { pipeline, type Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { type ArchiveEntry, BrokenArchive, type Expansion } from './archive-entry';

interface Entry {
  header: { size?: number };
  [Symbol.asyncIterator](): AsyncIterator<unknown>;
}

/**
 * Read as it comes, never as a whole.
 * @throws BrokenArchive, and whatever went wrong with the stream
 */
export async function* tarEntries(
  archive: Readable,
  isGzip: boolean,
  expansion: Expansion,
): AsyncGenerator<ArchiveEntry> {
  const unpacked = extract();
  let reason: Error | undefined;
  const isBecause = (error: Error) => void (reason ??= error);
  archive.once('error', isBecause);
  const counted = counting(expansion, isBecause);
  const ended = () => undefined; // whoever reads the entries gets the error
  if (isGzip) pipeline(archive, createGunzip(), counted, unpacked, ended);
  else pipeline(archive, counted, unpacked, ended);
  // What tar-stream throws is a consequence, and differs with where it was when it heard.
  const explain = (cause: unknown): never => {
    throw reason ?? new BrokenArchive('it is damaged or ends too early', { cause });
  };
  const entries = unpacked[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await entries.next().catch(explain);
      if (next.done) return;
      const entry = next.value;
      const path = entry.header.name;
      if (entry.header.type === 'file') yield { path, read: (maxBytes) => read(entry, maxBytes, explain) };
      entry.resume();
    }
  } finally {
    unpacked.destroy();
    archive.destroy();
  }
}

function counting(expansion: Expansion, refused: (error: Error) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        expansion.add(chunk.length);
        done(null, chunk);
      } catch (error) {
        refused(error as Error);
        done(error as Error);
      }
    },
  });
}

async function read(entry: Entry, maxBytes: number, explain: (cause: unknown) => never): Promise<Buffer> {
  refuseTooManyBytes(entry.header.size ?? 0, maxBytes);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of entry) chunks.push(chunk as Buffer);
  } catch (error) {
    explain(error);
  }
  return Buffer.concat(chunks);
}
