import type { Cost } from './samples';

export const STAGES = ['decode', 'detect', 'embed', 'all'] as const;
export type Stage = (typeof STAGES)[number];

export interface OursSettings {
  modelsDir: string;
  /** Name of the embedding model in the manifest. */
  model: string;
}

export type OursQuestion =
  | { kind: 'photograph'; path: string; runs: number }
  | { kind: 'portraits'; paths: string[] }
  | { kind: 'batches'; sizes: number[]; rounds: number };

/** One photograph, several times; the entries of one index were measured one after the other. */
export interface PhotographRuns {
  faces: number;
  stages: Record<Stage, Cost[]>;
  /** sharp to RGB, nothing else. */
  wholeDecode: Cost[];
  /** The same pipeline, looking at the whole photograph. */
  wholePipeline: Cost[];
}

/** Each portrait once. */
export interface PortraitsRun extends Cost {
  faces: number;
}

/** CPU time of one face at each size of a batch, by round [ms]. */
export type BatchRuns = Record<number, number[]>;

export const PEER_DETECTORS = ['tiny', 'ssd'] as const;
export type PeerDetector = (typeof PEER_DETECTORS)[number];

export interface PeerQuestion {
  paths: string[];
  detector: PeerDetector;
}
