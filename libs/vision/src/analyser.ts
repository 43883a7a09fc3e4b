import type { Box, FaceQuality, Landmarks } from '@facefleet/contracts';

/** One face of an image, in upright pixels of that image. */
export interface FoundFace {
  /** Inside the image; a face that the frame cuts has the part of its box that is seen. */
  box: Box;
  landmarks: Landmarks;
  /** 0..1 */
  detectionScore: number;
  quality: FaceQuality;
}

export interface AnalysedFace extends FoundFace {
  /** As the model gave it; unit length only where the model's distance is `cosine`. */
  embedding: Float32Array;
}

export interface ImageDetection {
  /** Upright size of the image [pixels]. */
  width: number;
  height: number;
  /** Largest first. */
  faces: FoundFace[];
  timings: { decodeMs: number; detectMs: number };
}

export interface ImageAnalysis extends ImageDetection {
  faces: AnalysedFace[];
  timings: { decodeMs: number; detectMs: number; embedMs: number };
}

export interface AnalysisOptions {
  /** Name of the embedding model in the manifest; its set names the detector that goes with it. */
  model: string;
  /** The largest faces are kept. */
  maxFaces: number;
}

/** Image bytes -> faces, with embeddings or without. */
export abstract class FaceAnalyser {
  /**
   * @param image given away: an analyser that works in another thread may move the bytes there, and the array is then
   *              empty. Whoever needs them afterwards passes a copy.
   * @throws ExpectedError `image-empty`, `image-type-unsupported`, `image-too-many-pixels`, `image-unreadable` or
   *                       `gallery-model-unavailable`
   */
  abstract analyse(image: Uint8Array, options: AnalysisOptions): Promise<ImageAnalysis>;

  /** The same without the embeddings, and without their cost. */
  abstract detect(image: Uint8Array, options: AnalysisOptions): Promise<ImageDetection>;

  /**
   * Loads the models that go with an embedding model wherever images are analysed, and runs each once, so that the first
   * image is as fast as the others.
   *
   * @throws ExpectedError `gallery-model-unavailable`
   */
  abstract warmUp(model: string): Promise<void>;
}
