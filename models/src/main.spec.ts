import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const tsx = createRequire(__filename).resolve('tsx/cli');

function models(args: string[], env: NodeJS.ProcessEnv = {}) {
  return new Promise<{ exitCode: number; stdout: string; stderr: string }>((done) => {
    const child = execFile(
      process.execPath,
      [tsx, join(__dirname, 'main.ts'), ...args],
      { env: { ...process.env, ...env } },
      (_, stdout, stderr) => done({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

describe('npm run models', { timeout: 60_000 }, () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'facefleet-cli-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  it('prints for programs one line of JSON, and what it does on the other stream', async () => {
    const { exitCode, stdout, stderr } = await models(['--json', '--mode', 'builtin'], {
      FACEFLEET_HOME: home,
    });
    expect(stdout).toBe(
      '{"installed":["builtin","builtin-plain"],"defaultSet":"builtin","defaultModel":"dlib-resnet-flip"}\n',
    );
    expect(stderr).toContain('installed dlib-resnet (22.4 MB)\n');
    expect(exitCode).toBe(0);
  });

  it('only shows what there is when asked for the list', async () => {
    const { exitCode, stdout } = await models(['--list'], { FACEFLEET_HOME: home });
    expect(stdout.trimEnd().split('\n')).toHaveLength(11);
    expect(stdout).not.toContain(' yes ');
    expect(exitCode).toBe(0);
  });

  it('fails with one line and exit code 1', async () => {
    const { exitCode, stdout, stderr } = await models([], { FACEFLEET_MODELS: 'best' });
    expect(stderr).toMatch(/^models: there is no model set "best": .*builtin.*\n$/);
    expect(stdout).toBe('');
    expect(exitCode).toBe(1);
  });
});
