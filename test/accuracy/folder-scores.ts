import type { Scores } from './compared-pair';
import { everyPair } from './every-pair';
import { ascending } from './sorted';

/**
 * The similarities of all pairs within each folder of people. Folders are kept apart because two of them may show the same
 * people under different names.
 *
 * @param folders          embeddings of each person of each folder
 * @param maxImpostorPairs of one folder
 */
export function folderScores(
  folders: readonly (readonly Float32Array[])[][],
  similarity: (a: Float32Array, b: Float32Array) => number,
  maxImpostorPairs: number,
): Scores {
  const genuine: number[] = [];
  const impostor: number[] = [];
  for (const people of folders) {
    const embeddings = people.flat();
    const counts = people.map(({ length }) => length);
    for (const { a, b, same } of everyPair(counts, maxImpostorPairs)) {
      (same ? genuine : impostor).push(similarity(embeddings[a]!, embeddings[b]!));
    }
  }
  return { genuine: ascending(genuine), impostor: ascending(impostor) };
}
