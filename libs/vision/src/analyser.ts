import type { Box, Landmarks } from '@facefleet/contracts';

/** One face of an image, in upright pixels of that image. */
export interface AnalysedFace {
  box: Box;
  landmarks: Landmarks;
  /** 0..1 */
  detectionScore: number;
  /** As the model gave it; unit length only where the model's distance is `cosine`. */
  embedding: Float32Array;
}

export interface ImageAnalysis {
  /** Upright size of the image [pixels]. */
  width: number;
  height: number;
  /** Largest first. */
  faces: AnalysedFace[];
  timings: { decodeMs: number; detectMs: number; embedMs: number };
}

export interface AnalysisOptions {
  /** Name of the embedding model in the manifest; its set names the detector that goes with it. */
  model: string;
  /** The largest faces are kept. */
  maxFaces: number;
}

/** Image bytes -> faces with embeddings. */
export abstract class FaceAnalyser {
  /**
   * @throws ExpectedError `image-unreadable`, `image-too-many-pixels`, `image-type-unsupported` or `gallery-model-unavailable`
   */
  abstract analyse(image: Uint8Array, options: AnalysisOptions): Promise<ImageAnalysis>;
}
