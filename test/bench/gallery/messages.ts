import type { SyntheticKind } from './synthetic-people';

/** Of every person so many faces are enrolled; the next one is a fresh photograph. */
export const FACES_EACH = 3;
export const MODEL = 'synthetic';
/** Written at once, as the compactor makes segments of this size in time. */
export const FACES_PER_SEGMENT = 100_000;

export interface GallerySettings {
  folder: string;
  modelsDir: string;
  /** Loaded beside the gallery. */
  model: string;
  kind: SyntheticKind;
}

export type GalleryQuestion =
  | { kind: 'write'; gallery: string; firstPerson: number; people: number }
  | { kind: 'load'; gallery: string }
  | { kind: 'search'; gallery: string; probes: Float32Array[] }
  | { kind: 'enrol'; gallery: string; people: number[] };

export interface WriteAnswer {
  faces: number;
}

/** Of the process at this moment [bytes]. */
export interface Memory {
  before: number;
  after: number;
  /** The most that it ever had. */
  peak: number;
}

export interface LoadAnswer {
  faces: number;
  people: number;
  wallMs: number;
  memory: Memory;
}

export interface SearchAnswer {
  /** The number of the face that was found for each probe. */
  found: (number | undefined)[];
  /** Finding the nearest people and comparing the probe with all of their faces, each probe [ms]. */
  tookMs: number[];
}

export interface EnrolAnswer {
  /** Writing the entry and reading it back into the view, each face [ms]. */
  tookMs: number[];
  /** How many were the nearest to their own picture right afterwards. */
  visible: number;
  /** The most memory that the process ever had, entries and segments that are folded meanwhile included [bytes] */
  peak: number;
}

/** Ids that say which face they are. */
export const faceIdOf = (face: number): string =>
  `019338e2-7c1b-7cc3-9f4e-${face.toString(16).padStart(12, '0')}`;
export const faceOf = (faceId: string): number => Number.parseInt(faceId.slice(-12), 16);
