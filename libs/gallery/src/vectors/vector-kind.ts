import type { Embedder } from '@facefleet/models';

/** Which vectors can be compared with each other. */
export interface VectorKind {
  dimensions: number;
  distance: Embedder['distance'];
}
