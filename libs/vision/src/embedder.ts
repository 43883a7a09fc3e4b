import type { Landmarks } from '@facefleet/contracts';
import type { Embedder as EmbedderModel } from '@facefleet/models';
import { pointsOf } from './detection';
import type { Network } from './network';
import { CHANNELS } from './picture';
import type { Pyramid } from './pyramid';
import { fitSimilarity, type SimilarityTransform } from './similarity-transform';
import { warp, type CropFormat } from './warp';

/** Aligned faces -> embeddings, by any network that its manifest entry describes. */
export class Embedder {
  private readonly format: CropFormat;
  private readonly crop: Float32Array;
  private readonly reference;

  constructor(
    private readonly network: Network,
    private readonly model: EmbedderModel,
  ) {
    this.format = model.input;
    this.crop = new Float32Array(CHANNELS * model.input.size ** 2);
    this.reference = model.reference.map(([x, y]) => ({ x, y }));
  }

  /** Side of the square crop [pixels]. */
  get cropSize(): number {
    return this.format.size;
  }

  /** Image pixels -> crop pixels; undefined where the landmarks are no face (all in one point). */
  align(landmarks: Landmarks): SimilarityTransform | undefined {
    return fitSimilarity(pointsOf(landmarks), this.reference);
  }

  /** @returns of unit length where the model is compared by angle, else as the network gives it */
  async embed(source: Pyramid, imageToCrop: SimilarityTransform): Promise<Float32Array> {
    warp(source, imageToCrop, this.format, this.crop);
    const outputs = await this.network.run(this.crop, [1, CHANNELS, this.format.size, this.format.size]);
    // A copy of its own: the network's memory is the runtime's.
    const embedding = Float32Array.from(Object.values(outputs)[0]!);
    return this.model.distance === 'cosine' ? toUnitLength(embedding) : embedding;
  }
}

function toUnitLength(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
