import { createHash } from 'node:crypto';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Index, MetricKind, ScalarKind } from 'usearch';
import { CONNECTIVITY, EXPANSION_ADD, EXPANSION_SEARCH } from './tuning';
import type { VectorKind } from './vector-kind';

/** One byte a dimension. The cosine serves both distances: vectors of one model have about one length. */
const FORM = { metric: MetricKind.Cos, quantization: ScalarKind.I8 };
const DIGEST_BYTES = 32;
/** usearch would start as many threads as the machine has cores, and these are the models'. */
const THREADS = 1;
/** Of a row: its key, its neighbours (4 bytes each) on the lowest level and what a few rows have on higher ones. */
const BYTES_OF_LINKS = 24 + 4 * 2 * CONNECTIVITY + 8;
/** Of each place, in use or not: where the row and its vector lie, and the look-up of rows. */
const BYTES_OF_SLOT = 40;

export interface SavedGraph {
  graph: RowGraph;
  /** By row: the `printOf` the vector that the graph holds, 0 where it holds none. */
  prints: Uint32Array;
}

/**
 * A navigable graph (HNSW) over vectors that have row numbers. It keeps a shortened form of each and misses a near row
 * now and then: what it finds are proposals.
 */
export class RowGraph {
  private constructor(
    private readonly kind: VectorKind,
    private readonly index: Index,
  ) {}

  static empty(kind: VectorKind): RowGraph {
    return new RowGraph(kind, emptyIndex(kind));
  }

  /** @throws Error where these are not the bytes that `save` gave for vectors of this kind */
  static async load(kind: VectorKind, bytes: Uint8Array): Promise<SavedGraph> {
    const digest = bytes.subarray(0, DIGEST_BYTES);
    const saved = bytes.subarray(DIGEST_BYTES);
    // usearch believes what it reads: damaged links would end the process.
    if (!digestOf(kind, saved).equals(digest))
      throw new Error(`No graph of ${kind.dimensions} dimensions (${kind.distance}), or a damaged one`);
    const view = new DataView(saved.buffer, saved.byteOffset, saved.byteLength);
    const rows = view.getUint32(0, true);
    const prints = Uint32Array.from({ length: rows }, (_, row) => view.getUint32(4 * (row + 1), true));
    return withScratchFile(async (path) => {
      await writeFile(path, saved.subarray(4 * (rows + 1)));
      const index = emptyIndex(kind);
      index.load(path);
      return { graph: new RowGraph(kind, index), prints };
    });
  }

  /**
   * Digest, number of rows, their prints (4 bytes each, little endian), then usearch's own form.
   *
   * @param printsOf called in the moment in which the graph is written
   */
  async save(printsOf: () => Uint32Array): Promise<Buffer> {
    return withScratchFile(async (path) => {
      this.index.save(path);
      const prints = printsOf();
      const file = await open(path);
      try {
        const { size } = await file.stat();
        const start = DIGEST_BYTES + 4 * (prints.length + 1);
        const bytes = Buffer.allocUnsafe(start + size);
        bytes.writeUInt32LE(prints.length, DIGEST_BYTES);
        prints.forEach((print, row) => bytes.writeUInt32LE(print, DIGEST_BYTES + 4 * (row + 1)));
        const { bytesRead } = await file.read(bytes, start, size, 0);
        if (bytesRead !== size) throw new Error(`Read ${bytesRead} of ${size} bytes of the graph`);
        digestOf(this.kind, bytes.subarray(DIGEST_BYTES)).copy(bytes);
        return bytes;
      } finally {
        await file.close();
      }
    });
  }

  /** Estimate of what it holds outside the JavaScript heap. */
  get bytes(): number {
    return (
      this.index.size() * (this.kind.dimensions + BYTES_OF_LINKS) + this.index.capacity() * BYTES_OF_SLOT
    );
  }

  /** @param vectors one after the other, in the order of the rows; none of the rows may be in the graph */
  add(rows: readonly number[], vectors: Float32Array): void {
    this.index.add(keysOf(rows), vectors, THREADS);
  }

  remove(rows: readonly number[]): void {
    if (rows.length > 0) this.index.remove(keysOf(rows));
  }

  nearest(probe: Float32Array, count: number): number[] {
    return Array.from(this.index.search(probe, count, THREADS).keys, Number);
  }
}

function emptyIndex({ dimensions }: VectorKind): Index {
  return new Index({
    dimensions,
    ...FORM,
    connectivity: CONNECTIVITY,
    expansion_add: EXPANSION_ADD,
    expansion_search: EXPANSION_SEARCH,
    multi: false,
  });
}

function keysOf(rows: readonly number[]): BigUint64Array {
  return BigUint64Array.from(rows, BigInt);
}

function digestOf({ dimensions, distance }: VectorKind, saved: Uint8Array): Buffer {
  return createHash('sha256').update(`${distance} ${dimensions}\n`).update(saved).digest();
}

/** usearch reads and writes files only. */
async function withScratchFile<T>(use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'facefleet-graph-'));
  try {
    return await use(join(folder, 'graph'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
