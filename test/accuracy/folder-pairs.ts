import type { PersonPhotos } from '../support/photos';
import type { ImagePair } from './compared-pair';
import { everyPair } from './every-pair';
import { dealFolds } from './folds';

/** More impostor pairs than this make no rate surer that the bench reports. */
export const MAX_IMPOSTOR_PAIRS = 1_000_000;

/** The photographs of a folder of people, each with each other one. */
export function folderPairs(
  people: readonly PersonPhotos[],
  maxImpostorPairs = MAX_IMPOSTOR_PAIRS,
): ImagePair[] {
  const paths = people.flatMap(({ photos }) => photos);
  const counts = people.map(({ photos }) => photos.length);
  return dealFolds(
    Array.from(everyPair(counts, maxImpostorPairs), ({ a, b, same }) => ({
      a: paths[a]!,
      b: paths[b]!,
      same,
    })),
  );
}
