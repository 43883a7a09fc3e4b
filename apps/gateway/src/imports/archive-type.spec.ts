import { describe, expect, it } from 'vitest';
import { pack } from 'tar-stream';
import { gzipSync } from 'node:zlib';
import { ARCHIVE_HEAD_BYTES, archiveType } from './archive-type';

describe('archiveType', () => {
  it('knows zip, tar and gzip by their content', async () => {
    const tar = pack();
    tar.entry({ name: 'ada/1.jpg' }, 'not looked at');
    tar.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of tar) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    expect(archiveType(bytes.subarray(0, ARCHIVE_HEAD_BYTES))).toBe('tar');
    expect(archiveType(gzipSync(bytes))).toBe('gzip');
    expect(archiveType(Buffer.from('PK\x03\x04...'))).toBe('zip');
  });

  it.each([Buffer.alloc(0), Buffer.alloc(512), Buffer.from('\xff\xd8\xff', 'latin1'), Buffer.from('Rar!')])(
    'takes nothing else for an archive: %#',
    (bytes) => expect(archiveType(bytes)).toBeUndefined(),
  );
});
