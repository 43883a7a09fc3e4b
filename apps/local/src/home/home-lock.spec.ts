import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HomeInUse, HomeLock } from './home-lock';
import { startOf } from './process-identity';

const URL = 'http://127.0.0.1:3000';
let home: string;

beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'facefleet-home-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

const lockFile = () => join(home, 'lock');
const writeLock = (content: unknown) => writeFileSync(lockFile(), JSON.stringify(content));

/** The id of a process that has ended. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  const { pid } = child;
  await once(child, 'exit');
  return pid!;
}

describe('the lock of a home folder', () => {
  it('makes the folder, and is gone after its release', () => {
    home = join(home, 'a', 'b');
    const lock = HomeLock.take(home, URL);
    expect(statSync(lockFile()).mode & 0o777).toBe(0o600);
    lock.release();
    expect(readdirSync(home)).toEqual([]);
  });

  it('refuses a second taker while the first lives, and says who and where it is', () => {
    HomeLock.take(home, URL);
    expect(() => HomeLock.take(home, 'http://127.0.0.1:3001')).toThrow(HomeInUse);
    expect(() => HomeLock.take(home, URL)).toThrow(
      `Facefleet is already running in ${home}: process ${process.pid}, ${URL}`,
    );
  });

  it('counts for nothing once its process has ended', async () => {
    writeLock({ pid: await endedPid(), startedAt: '1', url: URL });
    HomeLock.take(home, URL);
    expect(readFileSync(lockFile(), 'utf8')).toContain(`"pid":${process.pid}`);
    expect(readdirSync(home)).toEqual(['lock']);
  });

  it('counts for nothing when another process has got the id of the one that took it', () => {
    writeLock({ pid: process.pid, startedAt: 'long ago', url: URL });
    expect(() => HomeLock.take(home, URL)).not.toThrow();
  });

  it.each(['', '{"pid":', '{"pid":-1,"startedAt":"1","url":"x"}', 'null'])(
    'counts for nothing when it reads %j',
    (content) => {
      writeFileSync(lockFile(), content);
      expect(() => HomeLock.take(home, URL)).not.toThrow();
    },
  );

  it('does not remove what somebody else has put in its place', () => {
    const lock = HomeLock.take(home, URL);
    const others = { pid: 1, startedAt: startOf(1) ?? '', url: URL };
    writeLock(others);
    lock.release();
    expect(existsSync(lockFile())).toBe(true);
  });
});

describe('the identity of a process', () => {
  it('stays the same while it lives, and is unknown afterwards', async () => {
    expect(startOf(process.pid)).toBe(startOf(process.pid));
    expect(startOf(process.pid)).toMatch(/\d/);
    expect(startOf(await endedPid())).toBeUndefined();
  });
});
