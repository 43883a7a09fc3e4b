import { Logger } from '@nestjs/common';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SoleLeader } from '../lead/leadership';
import { Mutations, type ScalerMode } from './mutations';
import { ProcessFleet, type ProcessFleetOptions } from './process-fleet';

/** Real processes on a busy machine: patience instead of timed asserts. */
const DEADLINE = { timeout: 20_000, interval: 20 };
const folder = mkdtempSync(join(tmpdir(), 'process-fleet-'));
const fleets: ProcessFleet[] = [];

/** A worker that says in a file what it was given, once it can be asked to drain. */
const ready = `require('fs').writeFileSync(process.env.TEST_FOLDER + '/' + process.env.FACEFLEET_WORKER_ID,
  JSON.stringify({ pid: process.pid, slots: process.env.FACEFLEET_SLOTS, given: process.env.TEST_GIVEN }));
  setInterval(() => {}, 1000);`;
const scripts = {
  willing: `process.on('SIGTERM', () => process.exit(0)); process.on('disconnect', () => process.exit(0)); ${ready}`,
  stubborn: `process.on('SIGTERM', () => {}); ${ready}`,
  broken: `process.exit(3);`,
};

function script(name: keyof typeof scripts): string {
  return join(folder, `${name}.js`);
}

const clock = { nowMs: () => Date.now() };
let mode: ScalerMode = 'act';

function fleetOf(name: keyof typeof scripts, change: Partial<ProcessFleetOptions> = {}): ProcessFleet {
  const env = { ...process.env, TEST_FOLDER: folder, TEST_GIVEN: 'from the scaler' };
  const limits = { provenAfterMs: 60_000, drainLimitMs: 60_000, stopLimitMs: 60_000 };
  const fleet = new ProcessFleet(
    { entry: script(name), slots: 2, env, ...limits, ...change },
    new Mutations(mode, new SoleLeader(), clock),
    clock,
  );
  fleets.push(fleet);
  return fleet;
}

interface Report {
  pid: number;
  slots: string;
  given: string;
}
async function reportOf(workerId: string): Promise<Report> {
  return vi.waitFor(() => JSON.parse(readFileSync(join(folder, workerId), 'utf8')) as Report, DEADLINE);
}

const idsIn = async (fleet: ProcessFleet) => (await fleet.list()).map((member) => member.workerId);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

beforeAll(() => {
  Logger.overrideLogger(false);
  for (const [name, source] of Object.entries(scripts)) writeFileSync(join(folder, `${name}.js`), source);
});
afterEach(async () => {
  for (const fleet of fleets.splice(0)) {
    for (const workerId of await idsIn(fleet)) {
      if (existsSync(join(folder, workerId))) process.kill((await reportOf(workerId)).pid, 'SIGKILL');
    }
    await fleet.beforeApplicationShutdown();
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('ProcessFleet', () => {
  it('starts as many processes as asked, each with its own id, the slots and the environment', async () => {
    const fleet = fleetOf('willing');
    const ids = await fleet.launch(2);
    expect(new Set(ids).size).toBe(2);
    expect(await idsIn(fleet)).toEqual(ids);
    for (const id of ids) expect(await reportOf(id)).toMatchObject({ slots: '2', given: 'from the scaler' });
  });

  it('starts nothing in a dry run', async () => {
    mode = 'dry-run';
    const fleet = fleetOf('willing');
    mode = 'act';
    expect(await fleet.launch(2)).toEqual([]);
    expect(await fleet.list()).toEqual([]);
  });

  it('lists a worker that drains as draining, and not at all once it has ended', async () => {
    const fleet = fleetOf('willing');
    const [first, second] = await fleet.launch(2);
    await reportOf(first!);
    await fleet.drain(first!);
    expect(await fleet.list()).toMatchObject([
      { workerId: first, draining: true, startPath: 'hot' },
      { draining: false },
    ]);
    await vi.waitFor(async () => expect(await idsIn(fleet)).toEqual([second]), DEADLINE);
    await expect(fleet.drain(first!)).resolves.toBeUndefined();
  });

  it('no longer lists a worker that somebody killed', async () => {
    const fleet = fleetOf('willing');
    const [workerId] = await fleet.launch(1);
    process.kill((await reportOf(workerId!)).pid, 'SIGKILL');
    await vi.waitFor(async () => expect(await idsIn(fleet)).toEqual([]), DEADLINE);
  });

  it('kills a worker that does not end when it is drained', async () => {
    const fleet = fleetOf('stubborn', { drainLimitMs: 50 });
    const [workerId] = await fleet.launch(1);
    const { pid } = await reportOf(workerId!);
    await fleet.drain(workerId!);
    await vi.waitFor(async () => expect(await idsIn(fleet)).toEqual([]), DEADLINE);
    expect(isAlive(pid)).toBe(false);
  });

  it('stops launching a worker that ends right after its start, and says why', async () => {
    const fleet = fleetOf('broken');
    await fleet.launch(3);
    await vi.waitFor(async () => expect(await idsIn(fleet)).toEqual([]), DEADLINE);
    expect(fleet.launchObstacle()).toMatch(
      /the last launch failed \(worker-\w+ ended after .* s: exit code 3\)/,
    );
    expect(await fleet.launch(1)).toEqual([]);
    expect(fleet.failedLaunches()).toBe(3);
  });

  it('tries one more worker after that, and no other until it has proven itself', async () => {
    const fleet = fleetOf('broken');
    await fleet.launch(1);
    await vi.waitFor(() => expect(fleet.launchObstacle()).toMatch('the next try is in'), DEADLINE);
    await vi.waitFor(() => expect(fleet.launchObstacle()).toBeUndefined(), DEADLINE);
    expect(await fleet.launch(3)).toHaveLength(1);
    expect(await fleet.launch(3)).toEqual([]);
    expect(fleet.launchObstacle()).toMatch('whether the next one does better is not known yet');
  });

  it('takes a drained worker for no failure, however young', async () => {
    const fleet = fleetOf('willing');
    const [workerId] = await fleet.launch(1);
    await reportOf(workerId!);
    await fleet.drain(workerId!);
    await vi.waitFor(async () => expect(await idsIn(fleet)).toEqual([]), DEADLINE);
    expect(fleet.launchObstacle()).toBeUndefined();
  });

  it('launches without pause again after a worker has proven itself', async () => {
    const fleet = fleetOf('willing', { provenAfterMs: 1 });
    const [workerId] = await fleet.launch(1);
    process.kill((await reportOf(workerId!)).pid, 'SIGKILL');
    await vi.waitFor(async () => expect(await idsIn(fleet)).toEqual([]), DEADLINE);
    expect(fleet.launchObstacle()).toBeUndefined();
  });

  it('drains all workers when the scaler ends, and kills those that do not', async () => {
    for (const name of ['willing', 'stubborn'] as const) {
      const fleet = fleetOf(name, { stopLimitMs: name === 'willing' ? 60_000 : 50 });
      const reports = await Promise.all((await fleet.launch(2)).map(reportOf));
      await fleet.beforeApplicationShutdown();
      expect(await fleet.list()).toEqual([]);
      expect(reports.map(({ pid }) => isAlive(pid))).toEqual([false, false]);
      expect(await fleet.launch(1)).toEqual([]);
    }
  });

  it('leaves no worker behind when the scaler is killed', async () => {
    const host = join(folder, 'host.ts');
    writeFileSync(
      host,
      `import { ProcessFleet } from ${JSON.stringify(resolve(__dirname, 'process-fleet.ts'))};
       const options = ${JSON.stringify({ entry: script('willing'), slots: 1, provenAfterMs: 60_000, drainLimitMs: 60_000, stopLimitMs: 60_000 })};
       const always = { permitted: () => true, obstacle: () => undefined };
       const fleet = new ProcessFleet({ ...options, env: process.env }, always, { nowMs: () => Date.now() });
       void fleet.launch(1).then(([workerId]) => console.log('launched ' + workerId));
       setInterval(() => undefined, 1000);`,
    );
    const root = resolve(__dirname, '../../../..');
    const scaler = spawn(process.execPath, ['--import', 'tsx', host], {
      cwd: root,
      env: { ...process.env, TEST_FOLDER: folder, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let workerId: string | undefined;
    for await (const line of createInterface({ input: scaler.stdout })) {
      workerId = /^launched (.*)$/.exec(line)?.[1];
      if (workerId) break;
    }
    const { pid } = await reportOf(workerId!);
    scaler.kill('SIGKILL');
    await once(scaler, 'exit');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), DEADLINE);
  }, 40_000);
});
