import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startOf } from './process-identity';

const Holder = z.object({ pid: z.number().int().positive(), startedAt: z.string(), url: z.string() });
export type Holder = z.infer<typeof Holder>;

/** Another Facefleet that still runs uses this home folder. */
export class HomeInUse extends Error {
  constructor(
    readonly home: string,
    readonly holder: Holder,
  ) {
    super(`Facefleet is already running in ${home}: process ${holder.pid}, ${holder.url}`);
  }
}

/**
 * Two systems in one home folder would overwrite each other's objects. The lock is a file that names its process; one
 * whose process is gone counts for nothing, so a crash needs no cleaning up.
 */
export class HomeLock {
  private constructor(
    private readonly path: string,
    private readonly content: string,
  ) {}

  /** @throws HomeInUse */
  static take(home: string, url: string): HomeLock {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const path = join(home, 'lock');
    const content = JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid), url });
    while (!createNew(path, content)) {
      const found = readIfThere(path);
      if (found === undefined) continue; // released at this moment
      const holder = livingHolder(found);
      if (holder) throw new HomeInUse(home, holder);
      removeStale(path, found);
    }
    return new HomeLock(path, content);
  }

  release(): void {
    if (readIfThere(this.path) === this.content) rmSync(this.path, { force: true });
  }
}

function createNew(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function livingHolder(content: string): Holder | undefined {
  const parsed = Holder.safeParse(parseJson(content));
  return parsed.success && startOf(parsed.data.pid) === parsed.data.startedAt ? parsed.data : undefined;
}

/** Of two that find the same stale lock, the slower must not remove what the quicker one has just put in its place. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const taken = readFileSync(aside, 'utf8');
  if (taken !== stale) createNew(path, taken);
  rmSync(aside, { force: true });
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
