import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { largestName } from './support/api';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { uniqueJpeg } from './support/photos';
import { childrenOf, eventually, freePort, LocalSystem } from './support/system';

const [ada] = DEMO_FACES as [(typeof DEMO_FACES)[0]];

describe('npm start, from start to end', () => {
  let home: string;
  const started: LocalSystem[] = [];
  const start = async (env: Record<string, string> = {}) => {
    const system = await LocalSystem.start({ FACEFLEET_HOME: home, FACEFLEET_MODELS: 'builtin', ...env });
    started.push(system);
    return system;
  };

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'facefleet-home-'));
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((system) => system.stop()));
    await rm(home, { recursive: true, force: true });
  });

  it('knows after a restart whom it was taught before', async () => {
    const first = await start();
    await (await first.api()).enrol('ada', await demoPortrait(ada, 0), 'Ada');
    expect(await first.stop()).toBe(0);
    const second = await start();
    expect(largestName(await (await second.api()).recognise(await demoPortrait(ada, 1)))).toBe('Ada');
  });

  it('answers what was accepted before it stops, and leaves no process behind', async () => {
    const system = await start();
    const api = await system.api();
    const pids = Object.values((await system.local()).pids).filter((pid) => pid !== null);
    const waiting = Array.from({ length: 6 }, async (_, n) =>
      api.upload('/v1/recognitions', uniqueJpeg(await demoPortrait(ada, 1), `last ${n}`)),
    );
    await eventually(
      async () =>
        ((await api.request('GET', '/v1/fleet')).body as { workers: unknown[] | null }).workers?.length ?? 0,
      (workers) => workers > 0,
      20_000,
    );
    const workers = await childrenOf(...pids);
    const code = await system.stop();
    expect(code).toBe(0);
    // In time for its answer, or sent to fetch it later; never cut off.
    for (const answer of await Promise.all(waiting)) expect([200, 202]).toContain(answer.status);
    for (const pid of [...pids, ...workers]) expect(isAlive(pid), `process ${pid}`).toBe(false);
    expect(existsSync(join(home, 'local.json'))).toBe(false);
  });

  it('leaves no process behind when it is killed itself', async () => {
    const system = await start();
    await (await system.api()).recognise(await demoPortrait(ada, 1));
    const pids = Object.values((await system.local()).pids).filter((pid) => pid !== null);
    const all = [...pids, ...(await childrenOf(...pids))];
    expect(all.length).toBeGreaterThan(4); // a recognizer is among them
    process.kill(system.pid, 'SIGKILL');
    await system.ended();
    await eventually(
      () => all.filter(isAlive),
      (alive) => alive.length === 0,
      40_000,
    );
  });

  it('says so when the port is taken, and when the home folder is', async () => {
    const system = await start();
    const port = new URL((await system.local()).url).port;
    const samePort = await LocalSystem.launch({ FACEFLEET_PORT: port });
    expect(await samePort.ended()).toBe(1);
    expect(samePort.log).toContain(`port ${port} is in use`);
    const sameHome = await LocalSystem.launch({
      FACEFLEET_HOME: home,
      FACEFLEET_PORT: String(await freePort()),
    });
    expect(await sameHome.ended()).toBe(1);
    expect(sameHome.log).toContain('already running');
  });

  it('goes from no worker to some and back to none', async () => {
    const system = await start({ FACEFLEET_IDLE_S: '1' });
    const api = await system.api();
    const workers = async () =>
      ((await api.request('GET', '/v1/fleet')).body as { workers: unknown[] | null }).workers?.length;
    await eventually(workers, (count) => count === 0, 10_000);
    const answer = api.recognise(await demoPortrait(ada, 1));
    await eventually(workers, (count) => (count ?? 0) > 0, 10_000);
    await answer;
    await eventually(workers, (count) => count === 0, 30_000);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
