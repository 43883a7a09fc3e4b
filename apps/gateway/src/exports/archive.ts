import { type Pack, pack } from 'tar-stream';

export interface ArchivedFile {
  /** With a slash at its end: a folder, which may come again. */
  name: string;
  bytes?: Buffer;
}

/**
 * A tar of files as they come. The next one is asked for once somebody has read the last, so that an archive of any size
 * needs no more memory than a few of its files.
 */
export function archiveOf(files: AsyncIterable<ArchivedFile>): AsyncIterable<Buffer> {
  const tar = pack();
  write(tar, files).catch((error: unknown) => tar.destroy(error as Error));
  return tar as AsyncIterable<Buffer>;
}

export function jsonFile(name: string, value: object): ArchivedFile {
  return { name, bytes: Buffer.from(`${JSON.stringify(value, null, 1)}\n`) };
}

async function write(tar: Pack, files: AsyncIterable<ArchivedFile>): Promise<void> {
  for await (const { name, bytes } of files) {
    if (tar.destroyed) return;
    if (bytes === undefined) tar.entry({ name, mode: 0o700, type: 'directory' }).on('error', ignored);
    else await add(tar, name, bytes);
  }
  tar.finalize();
}

function add(tar: Pack, name: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    // An entry that is being written when the reader goes is an emitter of its own: an error without a listener would
    // end the process.
    tar
      .entry({ name, mode: 0o600 }, bytes, (error) => (error ? reject(error) : resolve()))
      .on('error', reject);
  });
}

/** The whole archive ends with it. */
function ignored(): void {}
