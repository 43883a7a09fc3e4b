import type { Embedder } from '@facefleet/models';

/**
 * How alike two embeddings of one model are, in the scale of the cosine: 1 is the same, 0 unrelated.
 * `cosine` expects unit vectors; `euclidean` maps the distance d to 1 - d²/2, which for unit vectors is the cosine.
 */
export function similarity(a: Float32Array, b: Float32Array, distance: Embedder['distance']): number {
  if (a.length !== b.length) throw new Error(`Embeddings of ${a.length} and ${b.length} dimensions`);
  let sum = 0;
  if (distance === 'cosine') {
    for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
    return sum;
  }
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return 1 - sum / 2;
}
