import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT } from './support/system';

const run = promisify(execFile);
const NOT_COPIED = new Set(['node_modules', 'dist', '.git', '.facefleet', 'coverage']);

describe('the Nest CLI, for whoever adds a module', () => {
  let copy: string;

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'facefleet-cli-'));
    for (const name of await readdir(PROJECT)) {
      if (!NOT_COPIED.has(name)) await cp(join(PROJECT, name), join(copy, name), { recursive: true });
    }
    await symlink(join(PROJECT, 'node_modules'), join(copy, 'node_modules'), 'dir');
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  const nest = (...args: string[]) =>
    run(process.execPath, [join(copy, 'node_modules/@nestjs/cli/bin/nest.js'), ...args], { cwd: copy });

  it('adds a module to the gateway, which builds and imports it', async () => {
    await nest('generate', 'module', 'x', '--project', 'gateway');
    expect(await readFile(join(copy, 'apps/gateway/src/gateway.module.ts'), 'utf8')).toContain(
      "from './x/x.module'",
    );
    await nest('build', 'gateway');
    expect(await readFile(join(copy, 'dist/apps/gateway/src/gateway.module.js'), 'utf8')).toContain(
      './x/x.module',
    );
  });

  it('adds a library without asking, which builds under our prefix', async () => {
    await nest('generate', 'library', 'y');
    const { compilerOptions } = JSON.parse(await readFile(join(copy, 'tsconfig.json'), 'utf8')) as {
      compilerOptions: { paths: Record<string, string[]> };
    };
    expect(compilerOptions.paths['@facefleet/y']).toEqual(['libs/y/src']);
    await nest('build', 'y');
    const built = await readdir(join(copy, 'dist/libs/y'), { recursive: true });
    expect(built.some((name) => name.endsWith('y.module.js'))).toBe(true);
  });
});
