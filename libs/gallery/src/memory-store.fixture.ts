import type { ByteRange, GalleryStore } from '@facefleet/aws';
import { Clock } from '@facefleet/platform';
import { encodeEmbedding, type Entry } from './entry';
import { Galleries } from './galleries';
import { GalleryView } from './gallery-view';
import { Compactor } from './storage/compactor';
import { EntryLog } from './storage/entry-log';
import { EmbeddingSpaces } from './vectors/embedding-spaces';

/** A bucket in memory. */
export class MemoryStore implements GalleryStore {
  readonly objects = new Map<string, Buffer>();
  /** Called before every access, which it may hold up or let fail. */
  before: (operation: string, key: string) => Promise<void> | void = () => undefined;

  async put(key: string, body: Uint8Array | string): Promise<void> {
    await this.before('put', key);
    this.objects.set(key, Buffer.from(body as Uint8Array));
  }

  async get(key: string, { range }: { range?: ByteRange } = {}): Promise<Buffer | undefined> {
    await this.before('get', key);
    const object = this.objects.get(key);
    return range ? object?.subarray(range.from, range.from + range.bytes) : object;
  }

  async exists(key: string): Promise<boolean> {
    return (await this.get(key)) !== undefined;
  }

  async delete(keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.before('delete', key);
      this.objects.delete(key);
    }
  }

  async list(prefix: string): Promise<string[]> {
    await this.before('list', prefix);
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  async folders(prefix: string): Promise<string[]> {
    const below = (await this.list(prefix)).map((key) => key.slice(prefix.length));
    return [...new Set(below.filter((key) => key.includes('/')).map((key) => key.split('/')[0] as string))];
  }

  async listAfter(prefix: string, after: string, limit: number): Promise<string[]> {
    return (await this.list(prefix)).filter((key) => key > after).slice(0, limit);
  }

  async size(key: string): Promise<number | undefined> {
    return (await this.get(key))?.length;
  }

  ping(): Promise<void> {
    return Promise.resolve();
  }
}

export class ManualClock extends Clock {
  now = 0;
  nowMs(): number {
    return this.now;
  }
}

/** What one process has of the galleries in a store. */
export function processOn(
  store: GalleryStore,
  {
    memoryBytes = 1e9,
    clock = new ManualClock(),
    oldestViewMs = 0,
  }: { memoryBytes?: number; clock?: Clock; oldestViewMs?: number } = {},
) {
  const log = new EntryLog(store);
  const options = { distanceOf: () => 'cosine' as const, memoryBytes, oldestViewMs };
  const compactor = new Compactor(log, options);
  const galleries = new Galleries(log, compactor, options, clock);
  const view = (name = 'g') => new GalleryView(name, log, clock, new EmbeddingSpaces(options.distanceOf));
  return { log, compactor, galleries, view, clock };
}

export const idOf = (n: number): string => `019338e2-7c1b-7cc3-9f4e-${n.toString(16).padStart(12, '0')}`;

export function enrolment(n: number, personId: string, name?: string, embedding = [n, 1]): Entry {
  return {
    v: 1,
    type: 'enrol',
    id: idOf(n),
    personId,
    name,
    model: 'm',
    embedding: encodeEmbedding(Float32Array.from(embedding)),
    box: { x: 0.5, y: 0, width: 12.3, height: 1 },
    imageKey: `enrolments/${idOf(n)}`,
    imageSha256: n.toString(16).padStart(64, '0'),
  };
}

export const removal = (n: number, ...entries: number[]): Entry => ({
  v: 1,
  type: 'remove',
  id: idOf(n),
  entries: entries.map(idOf),
});
