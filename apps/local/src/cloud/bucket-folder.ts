import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { decodeName, fileOf, FOLDER_SUFFIX, TEMPORARY_SUFFIX } from './file-names';
import { type ObjectInfo, readObjectFile, readObjectInfo, writeObjectFile } from './object-file';

/**
 * The objects of one bucket as files. In memory are only their keys and, once asked for, what their headers say: a
 * start reads names, not contents, and a body is read when it is fetched (the operating system keeps recent ones).
 */
export class BucketFolder {
  /** undefined: the header has not been read yet */
  private readonly infos = new Map<string, ObjectInfo | undefined>();
  private sortedKeys: string[] | undefined;

  constructor(
    private readonly folder: string,
    private readonly warn: (message: string) => void,
  ) {
    mkdirSync(folder, { recursive: true });
    this.load(folder, '');
  }

  get size(): number {
    return this.infos.size;
  }

  put(key: string, info: ObjectInfo, body: Buffer): void {
    writeObjectFile(join(this.folder, fileOf(key)), info, body);
    if (!this.infos.has(key)) this.noteNew(key);
    this.infos.set(key, info);
  }

  has(key: string): boolean {
    return this.infos.has(key);
  }

  get(key: string): { info: ObjectInfo; body: Buffer } | undefined {
    return this.infos.has(key) ? this.readable(key, readObjectFile) : undefined;
  }

  info(key: string): ObjectInfo | undefined {
    if (!this.infos.has(key)) return undefined;
    const info = this.infos.get(key) ?? this.readable(key, readObjectInfo);
    if (info) this.infos.set(key, info);
    return info;
  }

  delete(key: string): void {
    if (!this.infos.has(key)) return;
    rmSync(join(this.folder, fileOf(key)), { force: true });
    this.forget(key);
  }

  /** Keys that start with `prefix` and come after `after`, in the order of S3 listings. */
  *keys(prefix: string, after: string): Generator<string> {
    const sorted = (this.sortedKeys ??= [...this.infos.keys()].sort());
    for (let i = firstAtOrAfter(sorted, prefix > after ? prefix : after); i < sorted.length; i++) {
      const key = sorted[i]!;
      if (!key.startsWith(prefix)) return;
      if (key > after) yield key;
      if (sorted[i] !== key) i--; // whoever got it found that it is gone
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A file that cannot be read any more must not take the others with it. */
  private readable<T>(key: string, read: (path: string) => T): T | undefined {
    try {
      return read(join(this.folder, fileOf(key)));
    } catch (error) {
      this.warn(`object ${key} cannot be read and is left out: ${String(error)}`);
      this.forget(key);
      return undefined;
    }
  }

  private forget(key: string): void {
    this.infos.delete(key);
    if (this.sortedKeys) this.sortedKeys.splice(firstAtOrAfter(this.sortedKeys, key), 1);
  }

  /** To its place among the sorted: with a listing after each of 100,000 new objects, sorting them anew would be all we do. */
  private noteNew(key: string): void {
    if (this.sortedKeys) this.sortedKeys.splice(firstAtOrAfter(this.sortedKeys, key), 0, key);
  }

  private load(folder: string, nameSoFar: string): void {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (entry.name.endsWith(FOLDER_SUFFIX)) {
          this.load(path, nameSoFar + entry.name.slice(0, -FOLDER_SUFFIX.length));
        }
      } else if (entry.name.endsWith(TEMPORARY_SUFFIX)) {
        rmSync(path, { force: true }); // the process died while it wrote this
      } else {
        const key = decodeName(nameSoFar + entry.name);
        if (key !== undefined) this.infos.set(key, undefined);
      }
    }
  }
}

function firstAtOrAfter(sorted: string[], text: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
