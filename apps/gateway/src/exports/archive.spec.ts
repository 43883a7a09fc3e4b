import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, it, vi } from 'vitest';
import { type ArchivedFile, archiveOf } from './archive';

const LARGE = 1_000_000;

it.each([
  ['in the middle of a file', 1],
  ['between files', LARGE + 1_024],
])('ends, and only the archive, when its reader goes %s', async (_, readBytes) => {
  let isOver = false;
  async function* files(): AsyncGenerator<ArchivedFile> {
    try {
      for (let i = 0; i < 100; i++) {
        yield { name: 'folder/' };
        yield { name: `folder/${i}`, bytes: Buffer.alloc(LARGE) };
        await Promise.resolve();
      }
    } finally {
      isOver = true;
    }
  }
  let heard = 0;
  const reader: Writable = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      heard += chunk.length;
      if (heard >= readBytes) reader.destroy();
      done();
    },
  });
  const sent = pipeline(Readable.from(archiveOf(files()), { objectMode: false }), reader);
  await expect(sent).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  await vi.waitFor(() => expect(isOver).toBe(true));
});
