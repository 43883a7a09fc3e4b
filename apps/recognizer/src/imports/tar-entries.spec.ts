import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { BrokenArchive, Expansion } from './archive-entry';
import { tarEntries } from './tar-entries';

const FILE_BYTES = 70_000;
let tar: Buffer;

beforeAll(async () => {
  const packed = pack();
  for (const name of ['ada/1.jpg', 'ada/2.jpg', 'bob/1.jpg'])
    packed.entry({ name }, Buffer.alloc(FILE_BYTES, name));
  packed.entry({ name: 'bob/link.jpg', type: 'symlink', linkname: '/etc/passwd' });
  packed.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of packed) chunks.push(chunk as Buffer);
  tar = Buffer.concat(chunks);
});

const entriesOf = (bytes: Buffer, isGzip = false) =>
  tarEntries(Readable.from([bytes], { objectMode: false }), isGzip, new Expansion(bytes.length));

/** What was read before it ended, and how it ended. */
async function readAll(entries: ReturnType<typeof tarEntries>) {
  const read: string[] = [];
  try {
    for await (const entry of entries) read.push(`${entry.path} ${(await entry.read(FILE_BYTES)).length}`);
  } catch (error) {
    return { read, error };
  }
  return { read };
}

describe('tarEntries', () => {
  it('reads the files of a tar and of a tar.gz, and follows no link', async () => {
    const expected = { read: ['ada/1.jpg', 'ada/2.jpg', 'bob/1.jpg'].map((path) => `${path} ${FILE_BYTES}`) };
    expect(await readAll(entriesOf(tar))).toEqual(expected);
    expect(await readAll(entriesOf(gzipSync(tar), true))).toEqual(expected);
  });

  it('passes over files that nobody reads', async () => {
    const paths: string[] = [];
    for await (const { path } of entriesOf(tar)) paths.push(path);
    expect(paths).toEqual(['ada/1.jpg', 'ada/2.jpg', 'bob/1.jpg']);
  });

  it.each([2_000, 40_000, FILE_BYTES + 1_000, 2 * FILE_BYTES + 5_000])(
    'says of one that ends after %i bytes that it is broken, once all before was read',
    async (length) => {
      for (const cut of [
        entriesOf(tar.subarray(0, length)),
        entriesOf(gzipSync(tar.subarray(0, length)), true),
      ]) {
        const { read, error } = await readAll(cut);
        expect(read).toHaveLength(Math.floor(length / FILE_BYTES));
        expect(error).toBeInstanceOf(BrokenArchive);
      }
    },
  );

  it('says of a tar.gz that is cut off, or no tar, that it is broken', async () => {
    const gzip = gzipSync(tar);
    expect((await readAll(entriesOf(gzip.subarray(0, gzip.length - 30), true))).error).toBeInstanceOf(
      BrokenArchive,
    );
    expect((await readAll(entriesOf(Buffer.alloc(2_000, 'no tar')))).error).toBeInstanceOf(BrokenArchive);
  });

  it('lets an outage of the store be tried again', async () => {
    const outage = new Error('the store is gone');
    async function* failing() {
      yield tar.subarray(0, 1_000);
      await Promise.resolve();
      throw outage;
    }
    const entries = tarEntries(Readable.from(failing()), false, new Expansion(tar.length));
    expect((await readAll(entries)).error).toBe(outage);
  });
});
