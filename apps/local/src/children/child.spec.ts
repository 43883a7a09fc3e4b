import { afterEach, describe, expect, it, vi } from 'vitest';
import { Child, type ChildSpec } from './child';
import { KeptChild } from './kept-child';

const children: Child[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill()));

function startNode(script: string, spec: Partial<ChildSpec> = {}): Child {
  const child = new Child(
    {
      name: 'part',
      command: process.execPath,
      args: ['-e', script],
      env: process.env,
      stopDeadlineMs: 20_000,
      ...spec,
    },
    (line) => line,
  );
  children.push(child);
  return child;
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const RUNS_UNTIL_ASKED = `process.on('SIGTERM', () => process.exit(0)); process.send('up');`;
const IGNORES_SIGTERM = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`;

describe('a child process', () => {
  it('ends when it is asked to, and says how', async () => {
    const child = startNode(`${RUNS_UNTIL_ASKED} setInterval(() => {}, 1000);`);
    expect(await child.message()).toBe('up');
    expect(await child.stop()).toBe('exit code 0');
  });

  it('is killed with all it has started when it does not end in time', async () => {
    const grandchild = JSON.stringify(IGNORES_SIGTERM);
    const child = startNode(
      `${IGNORES_SIGTERM}
       const { pid } = require('node:child_process').spawn(process.execPath, ['-e', ${grandchild}]);
       process.send(pid);`,
      { stopDeadlineMs: 100 },
    );
    const pid = (await child.message()) as number;
    expect(isAlive(pid)).toBe(true);
    expect(await child.stop()).toBe('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
  });

  it('can be ended by the end of its input', async () => {
    const child = startNode(`process.stdin.on('end', () => process.exit(3)).resume()`, {
      endsBy: 'end of input',
    });
    expect(await child.stop()).toBe('exit code 3');
  });

  it('is out of reach of the signals that the terminal sends to our process group', async () => {
    const child = startNode(`${RUNS_UNTIL_ASKED} setInterval(() => {}, 1000);`);
    await child.message();
    expect(() => process.kill(-child.pid!, 0)).not.toThrow(); // it leads a group of its own
  });

  it('gives its last words when it fails', async () => {
    const child = startNode(
      `for (let i = 0; i < 100; i++) console.log('line ' + i); console.error('no such queue'); process.exitCode = 1`,
    );
    const failure = await child.message().catch((error: Error) => error.message);
    expect(failure).toMatch(/^the part ended \(exit code 1\); its last lines:/);
    expect(failure).toContain('\n  no such queue');
    expect(failure).toContain('\n  line 99');
    expect(failure).not.toContain('line 50');
  });

  it('that cannot even be started has ended, with the reason', async () => {
    const child = startNode('', { command: 'no-such-program' });
    expect(await child.ended).toContain('ENOENT');
    await child.stop();
    child.kill();
  });
});

describe('a child that is kept running', () => {
  const backoff = { firstMs: 20, maxMs: 50, provenAfterMs: 60_000 };

  it('is started again whenever it ends unasked, after pauses that grow to a limit', async () => {
    const said: string[] = [];
    const restarted = vi.fn();
    const kept = new KeptChild(
      () => startNode('process.exit(7)'),
      (sentence) => said.push(sentence),
      backoff,
    );
    kept.keep(restarted);
    await vi.waitFor(() => expect(said.length).toBeGreaterThanOrEqual(4), { timeout: 20_000 });
    kept.letEnd();
    expect(said.slice(0, 4)).toEqual(
      ['0.02', '0.04', '0.05', '0.05'].map(
        (pause) => `the part ended unasked (exit code 7); starting it again in ${pause} s`,
      ),
    );
    expect(restarted.mock.calls.length).toBeGreaterThanOrEqual(3);
  });

  it('stays down once it may end', async () => {
    const start = vi.fn(() => startNode('setInterval(() => {}, 1000)'));
    const say = vi.fn();
    const kept = new KeptChild(start, say, backoff);
    kept.keep(() => undefined);
    kept.letEnd();
    await kept.current.stop();
    await new Promise(setImmediate);
    expect(start).toHaveBeenCalledTimes(1);
    expect(say).not.toHaveBeenCalled();
  });
});
