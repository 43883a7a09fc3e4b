import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Neither tests nor what is generated. */
const NOT_SOURCES = /^\.|^generated$|\.(spec|fixture)\.tsx?$/;

/**
 * What sources are, by content: a checkout touches files without changing them.
 *
 * @param paths files and folders, from the root
 */
export function digestOfSources(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((path) => filesBelow(root, path))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Paths from the root, in a fixed order. */
function filesBelow(root, path) {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .filter((name) => !NOT_SOURCES.test(name))
    .sort()
    .flatMap((name) => filesBelow(root, join(path, name)));
}
