import { envInt } from '@facefleet/platform';

/** Environment of every app that keeps galleries in memory. */
export const galleryConfig = {
  /** When galleries take more memory than this, those that were not used for longest leave it. A million faces take some 1,200 MB in a recognizer. */
  FACEFLEET_GALLERY_MEMORY_MB: envInt(10, 1e6).default(1_500),
};
