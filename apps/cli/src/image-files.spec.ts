import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { imageFilesOf } from './image-files';

it('takes files as they are named, and the images of folders at any depth', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'facefleet-files-'));
  const path = (name: string) => join(folder, name);
  mkdirSync(path('b'));
  for (const name of ['c.JPG', 'b/a.png', 'b/notes.txt', 'a.webp']) writeFileSync(path(name), '');
  expect(await imageFilesOf([folder, path('b/notes.txt'), path('missing.jpg')])).toEqual([
    path('a.webp'),
    path('b/a.png'),
    path('c.JPG'),
    path('b/notes.txt'),
    path('missing.jpg'),
  ]);
  rmSync(folder, { recursive: true });
});
