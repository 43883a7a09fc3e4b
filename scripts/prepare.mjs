/**
 * Runs before `npm start`, `npm test` and their like, on a machine that may have nothing but Node and this checkout:
 * installs the packages and builds the sources where what is there does not match. `--install-only` leaves out the
 * build. Uses nothing that is not part of Node.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOfSources } from './sources.mjs';

const OLDEST_NODE = [20, 11];
const APPS = ['gateway', 'recognizer', 'scaler', 'local', 'cli'];
/** What a build ends with. */
const BUILT = [...APPS.map((app) => `dist/apps/${app}/src/main.js`), 'dist/console/index.html'];
/** All that a build reads: its own sources, and the compiler and packages by the lock file. */
const SOURCES = [
  'apps',
  'libs',
  'models',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
  'package-lock.json',
];
const STILL_PREPARING = 'FACEFLEET_PREPARING';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const installStamp = join(root, 'node_modules', '.facefleet-installed');
const buildStamp = join(root, 'dist', '.facefleet-built');

function main() {
  if (process.env[STILL_PREPARING]) return; // we are called from within an install or a build of our own
  checkNode();
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (readIfThere(installStamp) !== digest(lock)) {
    if (!isInstalled(JSON.parse(lock))) {
      // `--include=dev` because what builds and runs the system is among them, also where NODE_ENV says production.
      npm('Installing packages (npm ci)', ['ci', '--include=dev', '--no-audit', '--no-fund']);
    }
    writeFileSync(installStamp, digest(lock));
  }
  if (process.argv.includes('--install-only')) return;
  const sources = digestOfSources(root, SOURCES);
  if (readIfThere(buildStamp) !== sources || !BUILT.every((file) => existsSync(join(root, file)))) {
    npm('Building (npm run build)', ['run', 'build']);
    mkdirSync(dirname(buildStamp), { recursive: true });
    writeFileSync(buildStamp, sources);
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  fail(`Facefleet needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
}

/**
 * Compares with the lock file that npm keeps of what it has installed, for somebody who ran `npm ci` without us. Packages
 * may be absent that this platform does not need.
 */
function isInstalled(lock) {
  const hidden = readIfThere(join(root, 'node_modules', '.package-lock.json'));
  if (hidden === undefined) return false; // also after an install that was interrupted
  const installed = JSON.parse(hidden).packages;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '' || (wanted.optional && !installed[path])) return true;
    return installed[path]?.version === wanted.version && installed[path]?.integrity === wanted.integrity;
  });
}

/** Says on one line what is done and how long it took; what npm says is shown only when it fails. */
function npm(what, args) {
  process.stdout.write(`${what} ... `);
  const startMs = Date.now();
  // The npm that runs us, when one does: another one on the PATH may be of another version.
  const npmScript = process.env.npm_execpath;
  const [command, ...first] = npmScript?.endsWith('.js') ? [process.execPath, npmScript] : ['npm'];
  const result = spawnSync(command, [...first, ...args], {
    cwd: root,
    env: { ...process.env, [STILL_PREPARING]: '1' },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (result.status !== 0) {
    const output = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`;
    fail(`failed\n${output}\nnpm ${args.join(' ')} failed: see above.`);
  }
  console.log(`${((Date.now() - startMs) / 1000).toFixed(1)} s`);
}

function digest(text) {
  return createHash('sha256').update(text).digest('hex');
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

main();
