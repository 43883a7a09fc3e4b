import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const SIZE_MB = 512;
const BALLAST = 'ballast.full';
const MB = Buffer.alloc(2 ** 20);

/** A small disk of its own for the objects, where this user may mount one: so that it can be full. */
export class Disk {
  private constructor(
    readonly folder: string,
    /** else it cannot be filled */
    readonly isOwn: boolean,
  ) {}

  static mount(folder: string): Disk {
    mkdirSync(folder, { recursive: true });
    const { status } = spawnSync('mount', [
      '-t',
      'tmpfs',
      '-o',
      `size=${SIZE_MB}m`,
      'facefleet-chaos',
      folder,
    ]);
    return new Disk(folder, status === 0);
  }

  /** Not a byte is left. */
  fill(): void {
    const file = openSync(join(this.folder, BALLAST), 'a');
    try {
      for (let chunk = MB; chunk.length > 0;) {
        try {
          writeSync(file, chunk);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          chunk = chunk.subarray(0, Math.floor(chunk.length / 2));
        }
      }
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(join(this.folder, BALLAST), { force: true });
  }

  unmount(): void {
    if (this.isOwn) spawnSync('umount', [this.folder]);
  }
}
