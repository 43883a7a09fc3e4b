import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './support/cli';
import { DEMO_FACES, type DemoFace, demoPhoto, demoPortrait } from './support/demo-faces';
import { freePort, LocalSystem } from './support/system';

const [ada, bob] = DEMO_FACES as [DemoFace, DemoFace];

describe('the command-line tool, with a running system', () => {
  let system: LocalSystem;
  let folder: string;
  let key: string;
  let url: string;

  /** Finds the system as on the machine of its owner. */
  const facefleet = (...args: string[]) => runCli(args, { env: { FACEFLEET_HOME: system.home } });
  const inFolder = (...path: string[]) => join(folder, ...path);

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    ({ url, adminKey: key } = await system.local());
    folder = await mkdtemp(join(tmpdir(), 'facefleet-cli-'));
    await mkdir(inFolder('album', 'deeper'), { recursive: true });
    await writeFile(inFolder('ada-1.jpg'), await demoPortrait(ada, 0));
    await writeFile(inFolder('ada-2.jpg'), await demoPortrait(ada, 3));
    await writeFile(inFolder('album', 'ada.jpg'), await demoPortrait(ada, 1));
    await writeFile(inFolder('album', 'deeper', 'bob.jpg'), await demoPortrait(bob, 1));
    await writeFile(inFolder('album', 'notes.txt'), 'no image');
    await writeFile(inFolder('broken.jpg'), (await demoPortrait(bob, 2)).subarray(0, 3_000));
  });
  afterAll(async () => {
    await system?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('enrols faces of a person', async () => {
    const run = await facefleet(
      'enrol',
      'staff',
      'ada',
      inFolder('ada-1.jpg'),
      inFolder('ada-2.jpg'),
      '--name',
      'Ada Lovelace',
    );
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const [head, ...rows] = run.stdout.trimEnd().split('\n');
    expect(head).toMatch(/^FILE +PERSON +NAME +FACE$/);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/ada-1\.jpg +ada +Ada Lovelace +[0-9a-f-]{36}$/);
  });

  it('makes keys, which can do what they are for and nothing else, and revokes them', async () => {
    const made = await facefleet('keys', 'create', 'front door', '--scope', 'recognize', '--expires', '30d');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const secret = made.stdout.trim();
    expect(secret).toMatch(/^ff_\S+$/);
    const withIt = (...args: string[]) =>
      runCli(args, { env: { FACEFLEET_URL: url, FACEFLEET_KEY: secret } });
    expect((await withIt('models')).code).toBe(0);
    const refused = await withIt('keys', 'list');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('scope-missing');

    const listed = await facefleet('keys', 'list', '--json');
    expect(listed.stdout).not.toContain(secret);
    const key = listed.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; name: string; scopes: string[] })
      .find(({ name }) => name === 'front door');
    expect(key?.scopes).toEqual(['recognize']);
    expect((await facefleet('keys', 'list')).stdout).toMatch(/front door +recognize +all +20\d\d-/);
    expect(await facefleet('keys', 'delete', key?.id ?? '')).toMatchObject({ code: 0, stderr: '' });
    expect((await withIt('models')).stderr).toContain('key-invalid');
    const wrong = await facefleet('keys', 'create', 'x', '--scope', 'everything');
    expect(wrong.code).toBe(2);
  });

  it('names who is in the images of a folder, in a table by file', async () => {
    const run = await facefleet('recognize', inFolder('album'), '--gallery', 'staff');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const [head, first, second, ...rest] = run.stdout.trimEnd().split('\n');
    expect(head).toMatch(/^FILE +DECISION +PERSON +NAME +SIMILARITY +FACE$/);
    expect(first).toMatch(/ada\.jpg +match +ada +Ada Lovelace +0\.\d{3} +\d+x\d+ at \d+,\d+$/);
    expect(second).toMatch(/bob\.jpg +unknown +- +- /);
    expect(rest).toEqual([]);
    expect(run.stdout).not.toContain('\u001b');
  });

  it('writes one JSON object a line where asked to, and takes several files', async () => {
    const { code, stdout } = await facefleet(
      '--json',
      'recognize',
      inFolder('album', 'ada.jpg'),
      demoPhoto(6),
      '--gallery=staff',
      '--max-faces=2',
    );
    expect(code).toBe(0);
    const results = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { file: string; status: string; faces: unknown[] });
    const facesOf = Object.fromEntries(results.map(({ file, faces }) => [file, faces.length]));
    expect(facesOf).toEqual({ [inFolder('album', 'ada.jpg')]: 1, [demoPhoto(6)]: 2 });
  });

  it('goes on after an image that fails, says which one and why, and ends in 1', async () => {
    const files = [inFolder('broken.jpg'), inFolder('album', 'ada.jpg'), inFolder('missing.jpg')];
    const run = await facefleet('recognize', ...files, '--gallery', 'staff');
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/ada\.jpg +match/);
    expect(run.stderr).toMatch(/broken\.jpg: image-unreadable: \w/);
    expect(run.stderr).toMatch(/missing\.jpg: file-not-found: \w/);

    const asJson = await facefleet('recognize', ...files, '--gallery', 'staff', '--json');
    expect(asJson).toMatchObject({ code: 1, stderr: '' });
    const lines = asJson.stdout.trimEnd().split('\n');
    const failed = lines
      .map((line) => JSON.parse(line) as { file: string; error?: { code: string } })
      .filter(({ error }) => error !== undefined);
    expect(Object.fromEntries(failed.map(({ file, error }) => [file, error?.code]))).toEqual({
      [inFolder('broken.jpg')]: 'image-unreadable',
      [inFolder('missing.jpg')]: 'file-not-found',
    });
  });

  it('shows and sets a gallery, lists its people and removes one', async () => {
    const set = await facefleet('gallery', 'set', 'staff', '--max-false-match-rate', '0.01', '--json');
    expect(JSON.parse(set.stdout)).toMatchObject({
      name: 'staff',
      maxFalseMatchRate: 0.01,
      people: 1,
      faces: 2,
    });
    expect((await facefleet('gallery', 'show', 'staff')).stdout).toMatch(/\nstaff +1 +2 +0\.01 +\S+\n$/);
    expect((await facefleet('people', 'list', 'staff')).stdout).toMatch(/\nada +Ada Lovelace +2\n$/);
    const removed = await facefleet('people', 'remove', 'staff', 'ada');
    expect(removed).toMatchObject({ code: 0, stdout: 'Removed 2 faces and 2 images of ada.\n' });
    const again = await facefleet('people', 'remove', 'staff', 'ada');
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/^person-not-found: \w/);
  });

  it('shows the fleet and the models', async () => {
    const fleet = await facefleet('watch', '--once', '--json');
    expect(JSON.parse(fleet.stdout)).toMatchObject({ queue: { visible: expect.any(Number) as number } });
    expect((await facefleet('watch', '--once')).stdout).toMatch(/^\d+ waiting, \d+ in work \| \S/);
    expect((await facefleet('models')).stdout).toMatch(/^MODEL +SET +INSTALLED/);
  });

  it('takes URL and key from options and from the environment', async () => {
    const byOption = await runCli(['models', '--url', url, '--key', key]);
    const byEnvironment = await runCli(['models'], { env: { FACEFLEET_URL: url, FACEFLEET_KEY: key } });
    expect([byOption.code, byEnvironment.code]).toEqual([0, 0]);
  });

  it('says that a key is wrong once, however many files there are', async () => {
    const run = await runCli(['recognize', inFolder('album'), '--url', url, '--key', 'ff_wrong']);
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(/^key-invalid: [^\n]+\n$/);
  });

  it('does not send the key of this machine to another URL', async () => {
    const run = await runCli(['models', '--url', url], { env: { FACEFLEET_HOME: system.home } });
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(/^key-missing: /);
  });
});

describe('the command-line tool, alone', () => {
  it('says that the gateway cannot be reached', async () => {
    const run = await runCli(['models', '--url', `http://127.0.0.1:${await freePort()}`]);
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(/^unreachable: .*ECONNREFUSED/);
  });

  it('says how to find the gateway where there is none', async () => {
    const run = await runCli(['models'], { cwd: tmpdir() });
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(/^url-missing: .*FACEFLEET_URL/);
  });

  it.each([
    ['no such command', ['nonsense']],
    ['an option that there is not', ['models', '--nonsense']],
    ['files that are missing', ['recognize']],
    ['a rate that is none', ['recognize', 'x.jpg', '--max-false-match-rate', '7']],
  ])('ends in 2 for %s', async (_what, args) => {
    const run = await runCli(args);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/^error: /);
  });

  it('helps', async () => {
    const run = await runCli(['--help']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/recognize/);
  });
});
