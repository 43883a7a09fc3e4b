import { KEEP, Retention } from '@facefleet/contracts';

/** Environment of the apps that store answers, or delete them. */
export const retentionConfig = {
  /** Of galleries that say nothing else, and of what belongs to no gallery: detections, comparisons, uploads. */
  FACEFLEET_RETENTION: Retention.default(KEEP),
};

export abstract class RetentionOptions {
  abstract readonly standard: Retention;
}
