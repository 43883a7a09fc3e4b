/** In the scale in which galleries compare: higher is more alike. */
export type Similarity = (a: Float32Array, b: Float32Array) => number;

export interface NearestFace {
  /** Its number in the order of the faces. */
  face: number;
  similarity: number;
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
 * For how many of the probes the very nearest face was found, 0..1.
 *
 * @param found the number of the face that a search took for the nearest, undefined where it found none
 * @throws Error where there are no probes, or not as many as known answers
 */
export function recallAt1(nearest: readonly NearestFace[], found: readonly (number | undefined)[]): number {
  if (found.length === 0 || found.length !== nearest.length)
    throw new Error(`${found.length} probes, ${nearest.length} known answers`);
  return nearest.filter(({ face }, i) => face === found[i]).length / nearest.length;
}
