/**
 * Fails for a package whose licence nobody has allowed here. Reads the lock file, which has the licence of every package
 * on every platform, so it needs no network; `--list` prints them all. Not a package of its own, because those that do this
 * read only what is installed, and bring some 40 packages more to look after.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Ask for no more than that their text is passed on. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);
/** Of tools that are not part of what runs, also those that ask for more of who changes them. */
const ALLOWED_FOR_TOOLS = new Set([...ALLOWED, 'CC-BY-4.0', 'MPL-2.0']);
/** By name, because somebody has looked. */
const ALLOWED_FOR = [
  // libvips, as a shared library that can be replaced, which is what the LGPL asks for.
  { name: /^@img\/sharp-/, licences: new Set([...ALLOWED, 'LGPL-3.0-or-later']) },
];
/** As their packages spell them. */
const SPELLINGS = { 'Apache 2.0': 'Apache-2.0' };

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const FOLDER = 'node_modules/';

/** @param expression  SPDX, as `(MIT OR CC0-1.0)`; of nested ones nobody has met any */
export function isAllowed(expression, allowed) {
  const plain = (SPELLINGS[expression] ?? expression).replace(/^\((.*)\)$/, '$1');
  return plain.split(' OR ').some((all) => all.split(' AND ').every((one) => allowed.has(one)));
}

/** @returns packages as the lock file has them: `{ name, version, licence, isTool }` */
export function packagesOf(lock, licenceOf = installedLicence) {
  return Object.entries(lock.packages)
    .filter(([path, { link }]) => path.includes(FOLDER) && !link)
    .map(([path, { version, license, dev = false }]) => ({
      name: path.slice(path.lastIndexOf(FOLDER) + FOLDER.length),
      version,
      licence: license ?? licenceOf(path) ?? 'none',
      isTool: dev,
    }));
}

export function refused(packages) {
  return packages.filter(({ name, licence, isTool }) => {
    const special = ALLOWED_FOR.find((one) => one.name.test(name))?.licences;
    return !isAllowed(licence, special ?? (isTool ? ALLOWED_FOR_TOOLS : ALLOWED));
  });
}

/** Old packages have a list that npm does not put into the lock file. */
function installedLicence(path) {
  const file = join(root, path, 'package.json');
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, 'utf8'))
    .licenses?.map(({ type }) => type)
    .join(' OR ');
}

function main() {
  const packages = packagesOf(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const lineOf = ({ name, version, licence, isTool }) =>
    `${licence.padEnd(20)} ${name} ${version}${isTool ? ' (tool)' : ''}`;
  if (process.argv.includes('--list')) console.log(packages.map(lineOf).sort().join('\n'));
  const bad = refused(packages);
  if (bad.length > 0) {
    console.error(
      `Licences that nobody has allowed (scripts/check-licences.mjs):\n  ${bad.map(lineOf).join('\n  ')}`,
    );
    process.exitCode = 1;
  } else console.log(`Licences: all ${packages.length} packages have one that is allowed.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
