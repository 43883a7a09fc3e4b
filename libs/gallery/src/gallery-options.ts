import type { DistanceOf } from './vectors/embedding-spaces';

/** What a process does with galleries. */
export abstract class GalleryOptions {
  /** How embeddings are compared; absent where nobody is searched for: then embeddings are not kept in memory. */
  abstract readonly distanceOf: DistanceOf | undefined;
  /** Galleries that were not used for longest go when all together take more [bytes]. */
  abstract readonly memoryBytes: number;
  /** Tests need not wait as long as `OLDEST_VIEW_MS`. */
  readonly oldestViewMs?: number;
}
