import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from './connection';

describe('where the gateway is', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'facefleet-connection-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const startedIn = (...home: string[]) => {
    mkdirSync(join(folder, ...home), { recursive: true });
    const state = { url: 'http://127.0.0.1:3000', adminKey: 'ff_local' };
    writeFileSync(join(folder, ...home, 'local.json'), JSON.stringify(state));
  };

  it('is said by an option before the environment, and by the environment before this machine', () => {
    startedIn('.facefleet');
    const env = { FACEFLEET_URL: 'https://env.example' };
    expect(connect({ url: 'https://option.example/' }, { env, cwd: folder }).url).toBe(
      'https://option.example',
    );
    expect(connect({}, { env, cwd: folder }).url).toBe('https://env.example');
    expect(connect({}, { env: { FACEFLEET_URL: '' }, cwd: folder }).url).toBe('http://127.0.0.1:3000');
  });

  it('is found from folders below, and in FACEFLEET_HOME', () => {
    startedIn('.facefleet');
    startedIn('elsewhere');
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    expect(connect({}, { env: {}, cwd: join(folder, 'a/b') }).url).toBe('http://127.0.0.1:3000');
    expect(connect({}, { env: { FACEFLEET_HOME: '../elsewhere' }, cwd: join(folder, 'a') }).url).toBe(
      'http://127.0.0.1:3000',
    );
  });

  it('is asked for where nothing says it, and must be a URL', () => {
    expect(() => connect({}, { env: { FACEFLEET_HOME: 'nowhere' }, cwd: folder })).toThrow(/^url-missing: /);
    for (const url of ['localhost:3000', 'ftp://x', 'nonsense'])
      expect(() => connect({ url }, { env: {}, cwd: folder })).toThrow(/^url-invalid: /);
  });
});
