import { embedderModel } from './model-set';

/**
 * How alike two embeddings of one model are, in the scale of the cosine: 1 is the same, 0 unrelated.
 *
 * @param model name of the embedding model in the manifest: `cosine` models give unit vectors, whose product this is;
 *              for `euclidean` ones the distance d becomes 1 - d²/2, which for unit vectors is the cosine
 */
export function similarity(a: Float32Array, b: Float32Array, model: string): number {
  if (a.length !== b.length) throw new Error(`Embeddings of ${a.length} and ${b.length} dimensions`);
  let sum = 0;
  if (embedderModel(model).distance === 'cosine') {
    for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
    return sum;
  }
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return 1 - sum / 2;
}
