import type { Embedder } from '@facefleet/models';
import type { Face } from '../state/face';
import { decodeHalves } from './half-float';
import { EXACT_ROWS, SHARD_ROWS } from './tuning';
import { VectorShard } from './vector-shard';

/** Handles are numbers: which shard, which row in it. */
const ROWS_PER_SHARD = 2 ** 22;

export interface NearFace {
  face: Face;
  similarity: number;
}

interface Shard {
  vectors: VectorShard;
  /** Whose each row is. */
  faces: (Face | undefined)[];
}

/** All embeddings of one model in a gallery, and whose they are. */
export class EmbeddingSpace {
  /** Who have a face here. */
  people = 0;
  private readonly shards: Shard[] = [];

  constructor(
    readonly dimensions: number,
    private readonly distance: Embedder['distance'],
  ) {}

  get size(): number {
    return this.shards.reduce((sum, { vectors }) => sum + vectors.size, 0);
  }

  get bytes(): number {
    return this.shards.reduce((sum, { vectors }) => sum + vectors.bytes, 0);
  }

  add(embedding: Float32Array, face: Face): number {
    return this.put(face, (vectors) => vectors.add(embedding));
  }

  /** As `add`, of an embedding in its stored form. */
  addHalves(halves: Uint16Array, face: Face): number {
    return this.put(face, (vectors) => vectors.add(decodeHalves(halves))); // takes rows that are free again
  }

  /**
   * Many embeddings at once, in a shard that somebody has filled.
   * @returns the handle of its first row; the others follow. Each has to be given its face, or be deleted.
   */
  adopt(vectors: VectorShard): number {
    this.shards.push({ vectors, faces: [] });
    return (this.shards.length - 1) * ROWS_PER_SHARD;
  }

  giveTo(handle: number, face: Face): void {
    const { faces } = this.shardOf(handle);
    faces[handle % ROWS_PER_SHARD] = face;
  }

  delete(handle: number): void {
    const { vectors, faces } = this.shardOf(handle);
    vectors.delete(handle % ROWS_PER_SHARD);
    faces[handle % ROWS_PER_SHARD] = undefined;
  }

  vector(handle: number): Float32Array {
    return this.shardOf(handle).vectors.vector(handle % ROWS_PER_SHARD);
  }

  /** The most similar faces first, at most `count` of those that are somebody's. */
  nearest(probe: Float32Array, count: number): NearFace[] {
    const near: NearFace[] = [];
    for (const { vectors, faces } of this.shards) {
      for (const { row, similarity } of vectors.nearest(probe, count)) {
        const face = faces[row];
        if (face?.owner !== undefined) near.push({ face, similarity });
      }
    }
    return near.sort((a, b) => b.similarity - a.similarity).slice(0, count);
  }

  /** @throws Error where the probe has another number of dimensions */
  similarity(probe: Float32Array, handle: number): number {
    return this.shardOf(handle).vectors.similarity(probe, handle % ROWS_PER_SHARD);
  }

  /** More rows of a shard are searched one by one than need be. */
  get wantsGraph(): boolean {
    return this.shards.some(({ vectors }) => wantsGraph(vectors));
  }

  /** One after the other, each in slices that let others work. */
  async buildGraphs(): Promise<void> {
    for (const { vectors } of this.shards) if (wantsGraph(vectors)) await vectors.buildGraph();
  }

  private put(face: Face, add: (vectors: VectorShard) => number): number {
    let at = this.shards.length - 1;
    if (at < 0 || (this.shards[at] as Shard).vectors.size >= SHARD_ROWS) at = this.addShard();
    const { vectors, faces } = this.shards[at] as Shard;
    const row = add(vectors);
    faces[row] = face;
    return at * ROWS_PER_SHARD + row;
  }

  private addShard(): number {
    const vectors = new VectorShard({ dimensions: this.dimensions, distance: this.distance });
    return this.shards.push({ vectors, faces: [] }) - 1;
  }

  private shardOf(handle: number): Shard {
    return this.shards[Math.floor(handle / ROWS_PER_SHARD)] as Shard;
  }
}

/** Linking a few rows costs more than going through them. */
const FEW_WAITING_ROWS = 1_024;

function wantsGraph({ size, waiting, hasGraph }: VectorShard): boolean {
  return size >= EXACT_ROWS && waiting >= (hasGraph ? FEW_WAITING_ROWS : 1);
}
