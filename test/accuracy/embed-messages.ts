import type { ImageAnalysis } from '@facefleet/vision';

export interface EmbedSettings {
  modelsDir: string;
  /** Name of the embedding model in the manifest. */
  model: string;
}

export interface EmbedJob {
  path: string;
}

type Timings = ImageAnalysis['timings'];

/** Of the face that a photograph is about. */
export type EmbedOutcome =
  | { path: string; embedding: Float32Array; timings: Timings }
  /** `no-face`, or the code of an image that could not be read. */
  | { path: string; failure: string; timings?: Timings };
