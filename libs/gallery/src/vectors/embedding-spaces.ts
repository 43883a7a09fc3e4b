import type { Embedder } from '@facefleet/models';
import { type Face, NOT_KEPT } from '../state/face';
import type { Block } from '../storage/segment';
import { EmbeddingSpace } from './embedding-space';
import { EXACT_ROWS } from './tuning';
import { VectorShard } from './vector-shard';

/** How a model's embeddings are compared; any distance will do for a model that nobody knows here. */
export type DistanceOf = (model: string) => Embedder['distance'];

/** The embeddings of a gallery, those of each model apart. */
export class EmbeddingSpaces {
  private readonly spaces = new Map<string, EmbeddingSpace>();

  constructor(private readonly distanceOf: DistanceOf) {}

  get bytes(): number {
    return [...this.spaces.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Some faces are searched one by one that are enough for a graph. */
  get wantGraphs(): boolean {
    return [...this.spaces.values()].some(({ wantsGraph }) => wantsGraph);
  }

  async buildGraphs(): Promise<void> {
    for (const space of this.spaces.values()) await space.buildGraphs();
  }

  find(model: string): EmbeddingSpace | undefined {
    return this.spaces.get(model);
  }

  /** @returns the embedding's handle among those of its model, `NOT_KEPT` where it is no vector like them */
  add(model: string, embedding: Float32Array, face: Face): number {
    const space = this.ofModel(model, embedding.length);
    const fits = embedding.length === space.dimensions && embedding.every(Number.isFinite);
    return fits ? space.add(embedding, face) : NOT_KEPT;
  }

  delete(model: string, handle: number): void {
    this.spaces.get(model)?.delete(handle);
  }

  /** A person has come to have a first face of this model, or has it no longer. */
  countPerson(model: string, by: 1 | -1): void {
    const space = this.spaces.get(model);
    if (space) space.people += by;
  }

  /** A shard with these embeddings, where they are enough for one of their own. */
  shardOf({ model, dimensions, halves }: Pick<Block<unknown>, 'model' | 'dimensions' | 'halves'>) {
    if (halves === undefined || halves.length / dimensions < EXACT_ROWS) return undefined;
    const shard = new VectorShard({ dimensions, distance: this.distanceOf(model) });
    shard.addHalves(halves);
    return shard;
  }

  ofModel(model: string, dimensions: number): EmbeddingSpace {
    const known = this.spaces.get(model);
    if (known) return known;
    const space = new EmbeddingSpace(dimensions, this.distanceOf(model));
    this.spaces.set(model, space);
    return space;
  }
}
