import type { ByteRange, GalleryStore } from '@facefleet/aws';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A bucket as a folder: what is measured is the gallery's own work, and not a server's. */
export class FolderStore implements GalleryStore {
  private writes = 0;

  constructor(private readonly root: string) {}

  /** Appears at once or not at all, as an object does. */
  async put(key: string, body: Uint8Array | string): Promise<void> {
    const path = join(this.root, key);
    await mkdir(dirname(path), { recursive: true });
    const unfinished = join(this.root, `.${process.pid}-${this.writes++}`);
    await writeFile(unfinished, body);
    await rename(unfinished, path);
  }

  async get(key: string, { range }: { range?: ByteRange } = {}): Promise<Buffer | undefined> {
    return unlessAbsent(async () => {
      if (range === undefined) return readFile(join(this.root, key));
      const file = await open(join(this.root, key));
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(range.bytes), 0, range.bytes, range.from);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    });
  }

  async exists(key: string): Promise<boolean> {
    return (await this.size(key)) !== undefined;
  }

  async delete(keys: string[]): Promise<void> {
    for (const key of keys) await rm(join(this.root, key), { force: true });
  }

  async list(prefix: string): Promise<string[]> {
    const keys = await this.keysBelow(prefix.slice(0, prefix.lastIndexOf('/') + 1));
    return keys.filter((key) => key.startsWith(prefix)).sort();
  }

  async listAfter(prefix: string, after: string, limit: number): Promise<string[]> {
    return (await this.list(prefix)).filter((key) => key > after).slice(0, limit);
  }

  async folders(prefix: string): Promise<string[]> {
    const below = (await this.list(prefix)).map((key) => key.slice(prefix.length));
    return [...new Set(below.filter((key) => key.includes('/')).map((key) => key.split('/')[0] as string))];
  }

  async size(key: string): Promise<number | undefined> {
    return unlessAbsent(async () => (await stat(join(this.root, key))).size);
  }

  ping(): Promise<void> {
    return Promise.resolve();
  }

  private async keysBelow(folder: string): Promise<string[]> {
    const found = await unlessAbsent(() => readdir(join(this.root, folder), { withFileTypes: true }));
    const keys: string[] = [];
    for (const entry of found ?? []) {
      if (entry.isDirectory()) keys.push(...(await this.keysBelow(`${folder}${entry.name}/`)));
      else if (!entry.name.startsWith('.')) keys.push(folder + entry.name);
    }
    return keys;
  }
}

async function unlessAbsent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
