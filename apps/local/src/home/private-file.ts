import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Readable by this user only, and complete or absent: whoever waits for the file may read it as soon as it is there. */
export function writePrivateFile(path: string, content: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content, { mode: 0o600 });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}
