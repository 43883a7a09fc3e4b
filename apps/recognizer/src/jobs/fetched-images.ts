import type { FaceAnalyser } from '@facefleet/vision';

/** The images that a job asked for, by the names that it gave them, and who analyses them. */
export interface FetchedImages<Name extends string> {
  /** As the client sent them. */
  images: Record<Name, Buffer>;
  /** From acceptance to the start of work [ms]. */
  queueMs: number;
  fetchMs: number;
  /** Waits for a slot, in the turn of this job's message. */
  analyser: FaceAnalyser;
}
