import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { filesToImport, tarOf } from './people-folder';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'facefleet-people-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, content = ''): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
}

it('takes images at any depth and who the people are, and nothing else', async () => {
  for (const path of ['ada/2.JPG', 'ada/1.heic', 'ada/notes.txt', 'b/bob/1.png', 'x.webp', 'people.json']) {
    write(path);
  }
  for (const path of ['.git/a.jpg', 'ada/._1.jpg', '__MACOSX/ada/1.jpg', 'ada/people.json']) write(path);
  expect(await filesToImport(folder)).toEqual([
    'people.json',
    'ada/1.heic',
    'ada/2.JPG',
    'b/bob/1.png',
    'x.webp',
  ]);
});

it('makes a tar of them, of empty and of large files and of long names, too', async () => {
  const long = `${'long-'.repeat(30)}.jpg`;
  const contents = new Map([
    ['ada/1.jpg', 'x'.repeat(300_000)],
    ['ada/empty.jpg', ''],
    [`ada/${long}`, 'long'],
  ]);
  for (const [path, content] of contents) write(path, content);
  const unpacked = extract();
  let packed = 0;
  Readable.from(tarOf(folder, [...contents.keys()], () => packed++)).pipe(unpacked);
  const found = new Map<string, string>();
  for await (const entry of unpacked) found.set(entry.header.name, (await buffer(entry)).toString());
  expect(found).toEqual(contents);
  expect(packed).toBe(3);
});

it('says what is wrong with a file that cannot be read', async () => {
  await expect(buffer(tarOf(folder, ['ada/gone.jpg'], () => undefined))).rejects.toMatchObject({
    code: 'ENOENT',
    path: join(folder, 'ada/gone.jpg'),
  });
});
