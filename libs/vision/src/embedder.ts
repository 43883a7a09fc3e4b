import type { Embedder as EmbedderModel } from '@facefleet/models';
import { ExpectedError } from '@facefleet/platform';
import { pointsOf, type DetectedFace } from './detection';
import { alignToDlibChip } from './dlib-chip';
import type { Network } from './network';
import { CHANNELS } from './picture';
import type { Pyramid } from './pyramid';
import { fitSimilarity, type SimilarityTransform } from './similarity-transform';
import { warp, type CropFormat } from './warp';

/** A face whose place in the crop is known. */
export interface AlignedFace {
  /** Where its pixels are taken from. */
  source: Pyramid;
  /** Image pixels -> crop pixels. */
  imageToCrop: SimilarityTransform;
}

/** One crop of a face. */
interface View extends AlignedFace {
  mirrored: boolean;
}

/** Aligned faces -> embeddings, by any network that its manifest entry describes. */
export class Embedder {
  private readonly format: CropFormat;
  private readonly reference;
  /** The crops of one run, kept from run to run. */
  private readonly crops: Float32Array;
  private readonly cropLength: number;

  constructor(
    private readonly network: Network,
    private readonly model: EmbedderModel,
  ) {
    this.format = model.input;
    this.reference = model.reference.map(([x, y]) => ({ x, y }));
    this.cropLength = CHANNELS * model.input.size ** 2;
    this.crops = new Float32Array(this.cropLength * model.batch);
  }

  /** Side of the square crop [pixels]. */
  get cropSize(): number {
    return this.format.size;
  }

  /** Image pixels -> crop pixels; undefined where the landmarks are no face (all in one point). */
  align({
    landmarks,
    points68,
  }: Pick<DetectedFace, 'landmarks' | 'points68'>): SimilarityTransform | undefined {
    if (this.model.architecture === 'dlib-resnet' && points68)
      return alignToDlibChip(points68, this.cropSize);
    return fitSimilarity(pointsOf(landmarks), this.reference);
  }

  /** @returns of unit length where the model is compared by angle, else as the network gives it */
  async embed(faces: readonly AlignedFace[]): Promise<Float32Array[]> {
    const plain = faces.map((face) => ({ ...face, mirrored: false }));
    if (!this.model.flip) return this.finished(await this.run(plain));
    const both = await this.run(plain.flatMap((view) => [view, { ...view, mirrored: true }]));
    return this.finished(faces.map((_, i) => meanOf(both[2 * i]!, both[2 * i + 1]!)));
  }

  private finished(embeddings: Float32Array[]): Float32Array[] {
    return this.model.distance === 'cosine' ? embeddings.map(toUnitLength) : embeddings;
  }

  private async run(views: readonly View[]): Promise<Float32Array[]> {
    const { size } = this.format;
    const { batch } = this.model;
    const embeddings: Float32Array[] = [];
    for (let from = 0; from < views.length; from += batch) {
      const some = views.slice(from, from + batch);
      for (const [i, { source, imageToCrop, mirrored }] of some.entries()) {
        const crop = this.crops.subarray(i * this.cropLength, (i + 1) * this.cropLength);
        warp(source, imageToCrop, this.format, crop, mirrored ? this.mirrorAxis : undefined);
      }
      const input = this.crops.subarray(0, some.length * this.cropLength);
      const outputs = await this.network.run(input, [some.length, CHANNELS, size, size]);
      const values = Object.values(outputs)[0]!;
      const length = this.model.dimensions;
      if (values.length !== length * some.length) {
        throw new ExpectedError(
          'gallery-model-unavailable',
          `The network "${this.model.network}" gives ${values.length / some.length} values a face, its manifest entry says ${length}.`,
        );
      }
      if (!values.every(Number.isFinite)) throw new Error(`"${this.model.network}" gave what is no number`);
      // Copies of their own: the network's memory is the runtime's.
      for (let i = 0; i < some.length; i++) embeddings.push(values.slice(i * length, (i + 1) * length));
    }
    return embeddings;
  }

  /** Where the middle of a face lies that is looked at from the front [crop pixels]. */
  private get mirrorAxis(): number {
    const [leftEye, rightEye, , leftMouth, rightMouth] = this.reference;
    return (leftEye!.x + rightEye!.x + leftMouth!.x + rightMouth!.x) / 4;
  }
}

function meanOf(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => (value + b[i]!) / 2);
}

function toUnitLength(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
