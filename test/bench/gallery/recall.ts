import { percentile } from '../load';

/** In the scale in which galleries compare: higher is more alike. */
export type Similarity = (a: Float32Array, b: Float32Array) => number;

export interface NearestFace {
  /** Its number in the order of the faces. */
  face: number;
  similarity: number;
}

export interface Recall {
  probes: number;
  /** Share of probes for which the very nearest face was found, 0..1. */
  recallAt1: number;
  p50Ms: number;
  p99Ms: number;
}

/**
 * The very nearest face of each probe, each face compared with each probe. The faces go by once and are not kept.
 *
 * @throws Error where there are no faces
 */
export function exactlyNearest(
  faces: Iterable<Float32Array>,
  probes: readonly Float32Array[],
  similarity: Similarity,
): NearestFace[] {
  const nearest = probes.map(() => ({ face: -1, similarity: -Infinity }));
  let face = 0;
  for (const vector of faces) {
    for (const [i, probe] of probes.entries()) {
      const best = nearest[i] as NearestFace;
      const value = similarity(probe, vector);
      if (value > best.similarity) Object.assign(best, { face, similarity: value });
    }
    face++;
  }
  if (face === 0) throw new Error('No faces to compare with');
  return nearest;
}

/**
 * How often and how fast a search finds the very nearest face.
 *
 * @param search returns the number of the face that it takes for the nearest, undefined where it finds none
 * @throws Error where there are no probes, or not as many as known answers
 */
export function measureRecall(
  probes: readonly Float32Array[],
  nearest: readonly NearestFace[],
  search: (probe: Float32Array) => number | undefined,
): Recall {
  if (probes.length === 0 || probes.length !== nearest.length)
    throw new Error(`${probes.length} probes, ${nearest.length} known answers`);
  const tookMs: number[] = [];
  let right = 0;
  for (const [i, probe] of probes.entries()) {
    const startMs = performance.now();
    const face = search(probe);
    tookMs.push(performance.now() - startMs);
    if (face === nearest[i]?.face) right++;
  }
  tookMs.sort((a, b) => a - b);
  return {
    probes: probes.length,
    recallAt1: right / probes.length,
    p50Ms: percentile(tookMs, 0.5),
    p99Ms: percentile(tookMs, 0.99),
  };
}
