import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const IMAGE = /\.(jpe?g|png|webp|gif|avif|tiff?)$/i;

/** Files as they were named, and of folders all images at any depth, by name. */
export async function imageFilesOf(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => ((await isFolder(path)) ? imagesBelow(path) : [path])),
  );
  return found.flat();
}

/** What is not there counts as a file: reading it says what is wrong. */
async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

async function imagesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return imagesBelow(path);
        return Promise.resolve(IMAGE.test(entry.name) ? [path] : []);
      }),
  );
  return found.flat();
}
