import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { SourceFile } from '../manifest';
import { writeAtomically } from '../write-atomically';
import { download, sizeOf } from './download';
import { silentProgress, type Progress } from './progress';
import { Stalled } from './stall-watch';
import { whyOf } from './why';

/** None of the places that a file could come from has it. */
export class SourceUnavailable extends Error {
  override name = 'SourceUnavailable';
}

export interface FetcherOptions {
  modelsDir: string;
  /** Tried before the manifest's own URLs: a folder, or a URL under which each file lies by its name. */
  from?: string;
  progress?: Progress;
  /** Give up on a server after this time without progress. */
  stallMs?: number;
}

const DEFAULT_STALL_MS = 5_000;

/** A server that breaks off is asked again for the rest, as long as each answer brings something, this many times. */
const MAX_ATTEMPTS = 5;

/** Gets the pinned files that models are made from. Nothing unverified ever leaves it. */
export class SourceFetcher {
  private readonly progress: Progress;
  private readonly stallMs: number;
  private readonly from?: string;
  private readonly keptDir: string;
  private readonly partialDir: string;

  constructor({ modelsDir, from, progress = silentProgress, stallMs = DEFAULT_STALL_MS }: FetcherOptions) {
    this.from = from;
    this.progress = progress;
    this.stallMs = stallMs;
    this.keptDir = join(modelsDir, '.sources');
    this.partialDir = join(modelsDir, '.partial');
  }

  /**
   * @returns bytes that have the source's hash: what an earlier run kept, or the first of the places that has them
   * @throws SourceUnavailable listing every place that was tried and what was wrong with it
   */
  async get(source: SourceFile): Promise<Buffer> {
    const kept = await readVerified(this.keptPath(source), source).catch(() => undefined);
    if (kept) return kept;
    const bytes = await this.getFromNearest(source);
    // Kept, so that a changed converter needs neither the network nor the folder again.
    if (!source.npm) await writeAtomically(this.keptPath(source), bytes);
    return bytes;
  }

  private async getFromNearest(source: SourceFile): Promise<Buffer> {
    const failures: string[] = [];
    for (const place of this.placesOf(source)) {
      try {
        return await place.get();
      } catch (error) {
        failures.push(`${place.name}: ${whyOf(error)}`);
      }
    }
    throw new SourceUnavailable(
      `${source.name}: ${failures.join('; ') || 'the manifest names no place that has it'}`,
    );
  }

  private keptPath(source: SourceFile): string {
    return join(this.keptDir, source.name);
  }

  /** Where a file may come from, nearest first. */
  private *placesOf(source: SourceFile): Iterable<{ name: string; get: () => Promise<Buffer> }> {
    const { npm, name } = source;
    if (npm) yield { name: `npm package ${npm.package}`, get: () => readVerified(npmFile(npm), source) };
    const urls = source.urls.map((url) => new URL(url));
    if (this.from !== undefined && isHttpUrl(this.from)) {
      urls.unshift(new URL(name, this.from.endsWith('/') ? this.from : `${this.from}/`));
    } else if (this.from !== undefined) {
      const path = resolve(this.from, name);
      yield { name: path, get: () => readVerified(path, source) };
    }
    for (const url of urls) yield { name: url.host, get: () => this.fetchVerified(url, source) };
  }

  private async fetchVerified(url: URL, source: SourceFile): Promise<Buffer> {
    // The hash is in the name: after a changed pin, nothing goes on from bytes of another version.
    const path = join(this.partialDir, `${source.sha256.slice(0, 16)}-${source.name}`);
    await mkdir(this.partialDir, { recursive: true });
    for (;;) {
      const inherited = (await sizeOf(path)) > 0;
      await this.fetchWhole(url, path, source);
      const bytes = await readFile(path);
      await rm(path, { force: true });
      try {
        return verified(bytes, source);
      } catch (error) {
        // The wrong bytes may be those of an earlier source, for which this one is not to blame: once more, from zero.
        if (!inherited) throw error;
      }
    }
  }

  private async fetchWhole(url: URL, path: string, source: SourceFile): Promise<void> {
    this.progress.begin(url, source.bytes);
    try {
      for (let attempt = 1; ; attempt++) {
        const hadBytes = await sizeOf(path);
        try {
          return await download(url, path, {
            expectedBytes: source.bytes,
            stallMs: this.stallMs,
            onProgress: (bytes) => this.progress.at(bytes),
          });
        } catch (error) {
          const brokenOff = !(error instanceof Stalled) && (await sizeOf(path)) > hadBytes;
          if (!brokenOff || attempt === MAX_ATTEMPTS) throw error;
        }
      }
    } finally {
      this.progress.end();
    }
  }
}

/** Else it is a folder. */
export function isHttpUrl(place: string): boolean {
  return /^https?:/.test(place);
}

function npmFile({ package: name, path }: NonNullable<SourceFile['npm']>): string {
  return join(dirname(createRequire(__filename).resolve(`${name}/package.json`)), path);
}

async function readVerified(path: string, source: SourceFile): Promise<Buffer> {
  return verified(await readFile(path), source);
}

function verified(bytes: Buffer, source: SourceFile): Buffer {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== source.sha256) {
    throw new Error(`wrong SHA-256 (${sha256.slice(0, 12)}… instead of ${source.sha256.slice(0, 12)}…)`);
  }
  return bytes;
}
