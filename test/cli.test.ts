import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { filesIn } from './support/archives';
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
      retention: 'keep',
      people: 1,
      faces: 2,
    });
    const kept = await facefleet('gallery', 'set', 'staff', '--retention', 'none', '--json');
    expect(JSON.parse(kept.stdout)).toMatchObject({ maxFalseMatchRate: 0.01, retention: 'none' });
    const unnamed = await facefleet('gallery', 'set', 'staff');
    expect(unnamed).toMatchObject({ code: 2, stdout: '' });
    expect(unnamed.stderr).toContain('name at least one setting');
    const shown = await facefleet('gallery', 'show', 'staff');
    expect(shown.stdout).toMatch(/\nstaff +1 +2 +0\.01 +none +\S+\n$/);
    expect((await facefleet('people', 'list', 'staff')).stdout).toMatch(/\nada +Ada Lovelace +2\n$/);
    const removed = await facefleet('people', 'remove', 'staff', 'ada');
    expect(removed).toMatchObject({ code: 0, stdout: 'Removed 2 faces and 2 images of ada.\n' });
    const [, erasure = ''] = /npx facefleet erasure show ([0-9a-f-]{36})\n$/.exec(removed.stderr) ?? [];
    const shownErasure = await facefleet('erasure', 'show', erasure);
    expect(shownErasure).toMatchObject({ code: 0, stderr: '' });
    expect(shownErasure.stdout).toMatch(/^Erasure \S+ from staff: (pending|finished), requested 20\d\d-\S+/);
    const asJson = await facefleet('erasure', 'show', erasure, '--json');
    expect(JSON.parse(asJson.stdout)).toMatchObject({ id: erasure, gallery: 'staff' });
    const again = await facefleet('people', 'remove', 'staff', 'ada');
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/^person-not-found: \w/);
  });

  describe('with many people', () => {
    /** Each is an object of a line. */
    const linesOf = (stdout: string) =>
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const ENROLLED = { status: 'finished', total: 4, succeeded: 2, rejected: 1, failed: 1 };
    let imported: string;

    beforeAll(async () => {
      await mkdir(inFolder('team', 'ada'), { recursive: true });
      await mkdir(inFolder('team', 'bob'));
      await writeFile(inFolder('team', 'ada', '1.jpg'), await demoPortrait(ada, 0));
      await writeFile(inFolder('team', 'bob', '1.jpg'), await demoPortrait(bob, 1));
      await writeFile(inFolder('team', 'bob', 'broken.jpg'), (await demoPortrait(bob, 2)).subarray(0, 3_000));
      await writeFile(inFolder('team', 'stray.jpg'), await demoPortrait(bob, 3));
      await writeFile(inFolder('team', 'notes.txt'), 'no image');
      const people = [{ id: 'ada', name: 'Ada Lovelace', metadata: { badge: 1815 } }];
      await writeFile(inFolder('team', 'people.json'), JSON.stringify({ people }));
    });

    it('imports a folder of people, says what is not enrolled and why, and ends in 1', async () => {
      const run = await facefleet('import', inFolder('team'), '--gallery', 'team');
      expect(run.stdout).toBe('team: 2 of 4 images enrolled, 1 rejected, 1 failed.\n');
      expect(run.stderr).toMatch(
        /^stray\.jpg: person-id-invalid: \w.*\nbob\/broken\.jpg: image-unreadable: \w.*\n$/,
      );
      expect(run.code).toBe(1);
      const people = await facefleet('people', 'list', 'team');
      expect(people.stdout).toMatch(/\nada +Ada Lovelace +1\nbob +bob +1\n$/);
    });

    it('starts an import that another command follows to its end', async () => {
      const started = await facefleet('import', inFolder('team'), '--gallery', 'later', '--no-wait');
      expect(started).toMatchObject({ code: 0, stderr: '' });
      imported = started.stdout.trim();
      const run = await facefleet('import', '--follow', imported, '--gallery', 'later', '--json');
      expect(run).toMatchObject({ code: 1, stderr: '' });
      const lines = linesOf(run.stdout);
      expect(lines.at(-1)).toMatchObject({ id: imported, gallery: 'later', ...ENROLLED });
      expect(lines.slice(0, -1)).toMatchObject([
        { file: 'stray.jpg', personId: null, error: { code: 'person-id-invalid' } },
        { file: 'bob/broken.jpg', personId: 'bob', error: { code: 'image-unreadable' } },
      ]);
    });

    it('cancels an import, which changes nothing at its end', async () => {
      const run = await facefleet('import', '--cancel', imported, '--gallery', 'later', '--json');
      expect(run).toMatchObject({ code: 0, stderr: '' });
      expect(linesOf(run.stdout)).toMatchObject([{ id: imported, ...ENROLLED }]);
    });

    it('exports a gallery to a file that can be imported again', async () => {
      const file = inFolder('team.tar');
      const run = await facefleet('gallery', 'export', 'team', '-o', file);
      expect(run).toMatchObject({ code: 0, stderr: '' });
      expect(run.stdout).toMatch(/^Wrote .*team\.tar, \d+\.\d MB\.\n$/);
      const again = await facefleet('import', file, '--gallery', 'twin');
      expect(again).toMatchObject({ code: 0, stderr: '', stdout: 'twin: 2 of 2 images enrolled.\n' });
      const [shown] = linesOf((await facefleet('people', 'show', 'twin', 'ada', '--json')).stdout);
      expect(shown).toMatchObject({ name: 'Ada Lovelace', metadata: { badge: 1815 } });
    });

    it('exports all that is known about a person to a file', async () => {
      const file = inFolder('ada.tar');
      const run = await facefleet('people', 'export', 'team', 'ada', '-o', file, '--json');
      expect(run).toMatchObject({ code: 0, stderr: '' });
      expect(linesOf(run.stdout)).toMatchObject([{ gallery: 'team', personId: 'ada', file }]);
      const files = await filesIn(await readFile(file));
      expect(JSON.parse(String(files.get('person.json')))).toMatchObject({ id: 'ada', name: 'Ada Lovelace' });
    });

    it('leaves no file of an export that was refused', async () => {
      const run = await facefleet('gallery', 'export', 'nobody', '-o', inFolder('nobody.tar'));
      expect(run).toMatchObject({ code: 1, stdout: '' });
      expect(run.stderr).toMatch(/^gallery-not-found: \w/);
      const unknown = await facefleet('people', 'export', 'team', 'nobody', '-o', inFolder('nobody.tar'));
      expect(unknown).toMatchObject({ code: 1, stdout: '' });
      expect(unknown.stderr).toMatch(/^person-not-found: \w/);
      expect((await readdir(folder)).filter((name) => name.startsWith('nobody'))).toEqual([]);
    });

    it('says of a file that an export cannot be written to which folder is missing', async () => {
      const file = inFolder('nodir', 'team.tar');
      const run = await facefleet('gallery', 'export', 'team', '-o', file);
      expect(run).toMatchObject({ code: 1, stdout: '' });
      expect(run.stderr).toBe(
        `file-unwritable: ${file} cannot be written: There is no folder ${inFolder('nodir')}.\n`,
      );
    });

    it('shows a person and changes name and metadata', async () => {
      const changed = await facefleet(
        ...['people', 'rename', 'team', 'ada', '--name', 'Augusta Ada King'],
        ...['--meta', 'title=Countess', 'badge:=null', 'languages:=["en","fr"]'],
      );
      expect(changed).toMatchObject({ code: 0, stderr: '' });
      const shown = await facefleet('people', 'show', 'team', 'ada');
      expect(shown.stdout).toBe(changed.stdout);
      expect(shown.stdout).toMatch(/^PERSON +NAME +FACES\nada +Augusta Ada King +1\n/);
      expect(shown.stdout).toMatch(
        /\nMETADATA +VALUE\n(title +Countess\nlanguages +en, fr|languages +en, fr\ntitle +Countess)\n/,
      );
      expect(shown.stdout).toMatch(/\nFACE +ENROLLED +MODELS\n[0-9a-f-]{36} +20\d\d-\S+ +\S+\n$/);
      expect((await facefleet('people', 'rename', 'team', 'ada')).code).toBe(2);
      expect((await facefleet('people', 'rename', 'team', 'ada', '--meta', 'nothing')).code).toBe(2);
    });

    it('warns of a face that is enrolled as somebody else, and enrols it', async () => {
      const run = await facefleet('enrol', 'team', 'carol', inFolder('team', 'bob', '1.jpg'));
      expect(run.code).toBe(0);
      expect(run.stdout).toMatch(/1\.jpg +carol/);
      expect(run.stderr).toMatch(/1\.jpg: already-enrolled: .*looks like bob/);
    });

    it('makes, lists and deletes galleries, one with people in it only if told so', async () => {
      const made = await facefleet('gallery', 'create', 'guests', '--max-false-match-rate', '0.01', '--json');
      expect(linesOf(made.stdout)).toMatchObject([{ name: 'guests', maxFalseMatchRate: 0.01, people: 0 }]);
      const list = await facefleet('gallery', 'list');
      expect(list.stdout).toMatch(/^GALLERY +PEOPLE/);
      expect(list.stdout).toMatch(/\nguests +0 +0 +0\.01 +keep +\S+\n/);
      expect(list.stdout).toMatch(/\ntwin +2 +2 /);
      expect((await facefleet('gallery', 'create', 'guests')).stderr).toMatch(/^gallery-exists: \w/);

      const gone = await facefleet('gallery', 'delete', 'guests');
      expect(gone.code).toBe(0);
      expect(gone.stderr).toMatch(/: npx facefleet erasure show [0-9a-f-]{36}\n$/);
      const refused = await facefleet('gallery', 'delete', 'twin');
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toMatch(/^gallery-not-empty: twin has 2 people with 2 faces\./);
      const deleted = await facefleet('gallery', 'delete', 'twin', '--yes');
      expect(deleted.stdout).toBe('Deleted twin with 2 people, 2 faces and 2 images.\n');
      expect((await facefleet('gallery', 'list')).stdout).not.toMatch(/\n(guests|twin) /);
    });

    it("shows a gallery's model, and says what it cannot be changed to", async () => {
      const shown = await facefleet('gallery', 'model', 'later');
      expect(shown).toMatchObject({ code: 0, stderr: '' });
      expect(shown.stdout).toMatch(/^GALLERY +MODEL .*\nlater +\S+ +- +2 +0 +-\n$/);
      const { stdout } = await facefleet('gallery', 'model', 'later', '--json');
      const model = linesOf(stdout)[0]?.model as string;
      // Nothing lacks an embedding by it: the change is at its end at once.
      const same = await facefleet('gallery', 'model', 'later', model);
      expect(same).toMatchObject({ code: 0, stderr: '' });
      expect(same.stdout).toMatch(/ to \S+: switched, 0 of 0 faces\n$/);
      const unknown = await facefleet('gallery', 'model', 'later', 'no-such-model');
      expect(unknown.stderr).toMatch(/^model-not-found: \w/);
    });
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
    ['an import of nothing', ['import', '--gallery', 'x']],
    ['an import of two things', ['import', 'x.zip', '--follow', 'y', '--gallery', 'x']],
    ['a rate that is none', ['recognize', 'x.jpg', '--max-false-match-rate', '7']],
  ])('ends in 2 for %s', async (_what, args) => {
    const run = await runCli(args);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/^error: /);
  });

  describe('with an import that takes long', () => {
    const ID = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
    const COUNTS = { total: 9, succeeded: 4, rejected: 0, failed: 0, skipped: 0 };
    let gateway: Server;
    let url: string;
    /** Whoever looks at the import is told this. */
    let answer: (response: ServerResponse) => void;
    let asked: () => void;

    const running = (response: ServerResponse) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ id: ID, status: 'running', gallery: 'staff', ...COUNTS }));
    };
    const HOW_TO_GO_ON = `npx facefleet import --follow ${ID} --gallery staff\n`;

    beforeEach(async () => {
      gateway = createServer((_request, response) => {
        answer(response);
        asked();
      }).listen(0, '127.0.0.1');
      await once(gateway, 'listening');
      url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
    });
    afterEach(() => {
      gateway.closeAllConnections();
      gateway.close();
    });

    it('says at Ctrl-C that it goes on, and how to watch it again', async () => {
      answer = running;
      let looks = 0;
      const interrupted = new Promise<void>((resolve) => (asked = () => void (++looks === 2 && resolve())));
      const run = await runCli(['import', '--follow', ID, '--gallery', 'staff', '--url', url], {
        interrupted,
      });
      expect(run).toMatchObject({ code: 130, stdout: '' });
      expect(run.stderr).toBe(`The import goes on. To watch it: ${HOW_TO_GO_ON}`);
    });

    it('says how to watch it again where the gateway is gone', async () => {
      answer = running;
      asked = () => (answer = (response) => void response.destroy());
      const run = await runCli(['import', '--follow', ID, '--gallery', 'staff', '--url', url]);
      expect(run).toMatchObject({ code: 1, stdout: '' });
      expect(run.stderr).toContain(HOW_TO_GO_ON);
      expect(run.stderr).toMatch(/\nunreachable: /);
    });
  });

  it('helps', async () => {
    const run = await runCli(['--help']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/recognize/);
  });
});
