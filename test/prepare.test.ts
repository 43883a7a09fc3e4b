import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Takes npm's place: writes down what it was asked for, and leaves behind what npm would leave. */
const FAKE_NPM = `
const fs = require('node:fs'), { spawnSync } = require('node:child_process');
const command = process.argv.slice(2, 4).join(' ');
fs.appendFileSync('calls.log', command + '\\n');
spawnSync(process.execPath, ['scripts/prepare.mjs'], { env: process.env }); // as a lifecycle script of the project would
if (fs.existsSync('npm-fails')) { console.error('npm error: no space left'); process.exit(1); }
if (command.startsWith('ci')) {
  fs.mkdirSync('node_modules', { recursive: true });
  fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
} else {
  for (const app of ['gateway', 'recognizer', 'scaler', 'local', 'cli']) {
    fs.mkdirSync('dist/apps/' + app + '/src', { recursive: true });
    fs.writeFileSync('dist/apps/' + app + '/src/main.js', '');
  }
  fs.mkdirSync('dist/console', { recursive: true });
  fs.writeFileSync('dist/console/index.html', '');
}`;

const CI = 'ci --include=dev';
const BUILD = 'run build';

let project: string;

const pathIn = (path: string) => join(project, path);

function write(path: string, content: unknown): void {
  mkdirSync(dirname(pathIn(path)), { recursive: true });
  writeFileSync(pathIn(path), typeof content === 'string' ? content : JSON.stringify(content));
}

function lockWith(packages: Record<string, object>): object {
  return { lockfileVersion: 3, packages: { '': { name: 'facefleet' }, ...packages } };
}

const LOCK = lockWith({
  'node_modules/needed': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/for-another-platform': { version: '1.0.0', integrity: 'sha512-b', optional: true },
});

function prepare({ nodeArgs = [] as string[], args = [] as string[] } = {}) {
  const script = pathIn('scripts/prepare.mjs');
  return spawnSync(process.execPath, [...nodeArgs, script, ...args], {
    cwd: tmpdir(), // where it is called from does not matter
    env: { ...process.env, npm_execpath: pathIn('fake-npm.js') },
    encoding: 'utf8',
  });
}

/** What npm was asked for since the last look. */
function npmCalls(): string[] {
  const log = pathIn('calls.log');
  if (!existsSync(log)) return [];
  const calls = readFileSync(log, 'utf8').trim().split('\n');
  rmSync(log);
  return calls;
}

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'facefleet-prepare-'));
  mkdirSync(pathIn('scripts'));
  for (const script of ['prepare.mjs', 'sources.mjs'])
    cpSync(join(__dirname, '../scripts', script), pathIn(join('scripts', script)));
  write('fake-npm.js', FAKE_NPM);
  write('package-lock.json', LOCK);
  write('tsconfig.json', {});
  write('tsconfig.build.json', {});
  write('nest-cli.json', {});
  write('apps/gateway/src/main.ts', 'gateway');
  write('libs/aws/src/index.ts', 'aws');
  write('models/manifest.json', {});
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

describe('the preparation that npm start and npm test run first', () => {
  it('installs and builds in a fresh clone, says so on a line each, and then has nothing to do', () => {
    const { status, stdout } = prepare();
    expect(status).toBe(0);
    expect(npmCalls()).toEqual([CI, BUILD]);
    expect(stdout).toMatch(
      /^Installing packages \(npm ci\) \.\.\. \d+\.\d s\nBuilding \(npm run build\) \.\.\. \d+\.\d s\n$/,
    );
    const again = prepare();
    expect(again).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(npmCalls()).toEqual([]);
  });

  it('leaves out the build when only the packages are wanted', () => {
    expect(prepare({ args: ['--install-only'] }).status).toBe(0);
    expect(npmCalls()).toEqual([CI]);
    prepare();
    expect(npmCalls()).toEqual([BUILD]);
  });

  describe('once prepared', () => {
    beforeEach(() => {
      prepare();
      npmCalls();
    });

    it('installs again when the lock file asks for another version, and builds with what it got', () => {
      write(
        'package-lock.json',
        lockWith({ 'node_modules/needed': { version: '1.0.1', integrity: 'sha512-c' } }),
      );
      prepare();
      expect(npmCalls()).toEqual([CI, BUILD]);
    });

    it('installs again when node_modules was deleted', () => {
      rmSync(pathIn('node_modules'), { recursive: true });
      prepare();
      expect(npmCalls()).toEqual([CI]);
    });

    it('installs nothing when somebody has already run npm ci', () => {
      rmSync(pathIn('node_modules/.facefleet-installed'));
      const withoutOptional = lockWith({
        'node_modules/needed': { version: '1.0.0', integrity: 'sha512-a' },
      });
      write('node_modules/.package-lock.json', withoutOptional);
      prepare();
      expect(npmCalls()).toEqual([]);
    });

    it.each([
      ['lacks a package', lockWith({})],
      [
        'has another version',
        lockWith({ 'node_modules/needed': { version: '0.9.0', integrity: 'sha512-a' } }),
      ],
      [
        'has other contents',
        lockWith({ 'node_modules/needed': { version: '1.0.0', integrity: 'sha512-x' } }),
      ],
    ])('installs when what somebody installed %s', (_what, installed) => {
      rmSync(pathIn('node_modules/.facefleet-installed'));
      write('node_modules/.package-lock.json', installed);
      prepare();
      expect(npmCalls()).toEqual([CI]);
    });

    it.each(['apps/gateway/src/main.ts', 'libs/aws/src/index.ts', 'models/manifest.json', 'nest-cli.json'])(
      'builds when %s has changed',
      (path) => {
        write(path, 'changed');
        prepare();
        expect(npmCalls()).toEqual([BUILD]);
      },
    );

    it('builds when a source has come or gone', () => {
      write('libs/aws/src/new.ts', '');
      prepare();
      rmSync(pathIn('libs/aws/src/new.ts'));
      prepare();
      expect(npmCalls()).toEqual([BUILD, BUILD]);
    });

    it('does not build for tests, nor for what a build generates, nor because a file was only touched', () => {
      write('apps/gateway/src/main.spec.ts', 'a test');
      write('libs/aws/src/generated/types.d.ts', 'generated');
      utimesSync(pathIn('apps/gateway/src/main.ts'), new Date(), new Date());
      prepare();
      expect(npmCalls()).toEqual([]);
    });

    it('builds when the output of an app is missing', () => {
      rmSync(pathIn('dist/apps/scaler'), { recursive: true });
      prepare();
      expect(npmCalls()).toEqual([BUILD]);
    });

    it('shows what npm said when it fails, stops there, and tries again the next time', () => {
      rmSync(pathIn('node_modules'), { recursive: true });
      write('apps/gateway/src/main.ts', 'changed');
      write('npm-fails', '');
      const failed = prepare();
      expect(failed.status).toBe(1);
      expect(failed.stderr).toContain('npm error: no space left');
      expect(npmCalls()).toEqual([CI]);
      rmSync(pathIn('npm-fails'));
      expect(prepare().status).toBe(0);
      expect(npmCalls()).toEqual([CI, BUILD]);
    });
  });

  it('refuses a Node that is too old in one clear line, before anything else', () => {
    const pretendOld =
      'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.10.0"}})';
    const { status, stderr } = prepare({ nodeArgs: ['--import', pretendOld] });
    expect(status).toBe(1);
    expect(stderr).toBe('Facefleet needs Node 20.11 or newer; this is 20.10.0.\n');
    expect(npmCalls()).toEqual([]);
  });
});
