import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Pack, pack } from 'tar-stream';
import { CliError } from './failure';

/** What we cannot read is sent, too: the import says why. */
const IMAGE = /\.(jpe?g|jfif|png|webp|gif|avif|tiff?|bmp|heic|heif)$/i;
const PEOPLE_FILE = /^(facefleet|people)\.json$/;
/** What operating systems add. */
const NOT_MEANT = /^(\.|__MACOSX$)/;

/** The paths in a folder of what an import is to have: first who the people are, then the images by name. */
export async function filesToImport(folder: string): Promise<string[]> {
  const files = await filesBelow(folder, []);
  const isAboutPeople = (path: string) => PEOPLE_FILE.test(path);
  return [...files.filter(isAboutPeople), ...files.filter((path) => !isAboutPeople(path))];
}

async function filesBelow(root: string, parts: readonly string[]): Promise<string[]> {
  const entries = await readdir(join(root, ...parts), { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (NOT_MEANT.test(entry.name)) continue;
    const path = [...parts, entry.name];
    if (entry.isDirectory()) found.push(...(await filesBelow(root, path)));
    else if (IMAGE.test(entry.name) || (parts.length === 0 && PEOPLE_FILE.test(entry.name))) {
      found.push(path.join('/'));
    }
  }
  return found;
}

/**
 * A tar that is made while it is read, with one file open at a time.
 * @param packed is called after each file
 */
export async function* tarOf(
  folder: string,
  files: readonly string[],
  packed: () => void,
): AsyncGenerator<Uint8Array> {
  const tar = pack();
  const write = async () => {
    for (const path of files) {
      await add(tar, join(folder, path), path);
      packed();
    }
    tar.finalize();
  };
  write().catch((error: unknown) => tar.destroy(error as Error));
  yield* tar as AsyncIterable<Uint8Array>;
}

/** Resolves once somebody has read it. */
async function add(tar: Pack, path: string, name: string): Promise<void> {
  const { size } = await stat(path);
  const file = await open(path);
  try {
    await new Promise<void>((resolve, reject) => {
      const entry = tar.entry({ name, size, mode: 0o600 }, (error) => {
        if (error) reject(new CliError('file-changed', `${path} was changed while it was sent.`));
        else resolve();
      });
      file.createReadStream({ autoClose: false }).once('error', reject).pipe(entry);
    });
  } finally {
    await file.close();
  }
}
