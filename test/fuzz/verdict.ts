import type { ErrorCode } from '@facefleet/contracts';

/** How an image may end: by design there is nothing else. */
export const KNOWN_CODES: readonly ErrorCode[] = [
  'image-empty',
  'image-type-unsupported',
  'image-too-many-pixels',
  'image-unreadable',
];

export type Ending =
  | { kind: 'result'; faces: number }
  | { kind: 'refused'; code: ErrorCode }
  /** Another error, a result that makes no sense, or an end of the process. */
  | { kind: 'broken'; why: string };

/** What became of one image. */
export interface Verdict {
  /** The check at the door; it reads the header only, so it lets through what the pipeline refuses. */
  gateway: Ending;
  pipeline: Ending;
  /** User and system time of the process, for both [ms]. */
  cpuMs: number;
  /** Resident memory of the process afterwards [bytes]. */
  rssBytes: number;
}

export interface JudgeSettings {
  modelsDir: string;
  /** Name of the embedding model in the manifest. */
  model: string;
}
