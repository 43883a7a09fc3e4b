import { HALF_VALUES } from './half-float';
import type { VectorKind } from './vector-kind';

/** As `similarity` says, of a probe and the stored vector that begins at `at`. */
type SimilarityToHalves = (probe: Float32Array, halves: Uint16Array, at: number) => number;

/**
 * Four sums at once: the processor need not wait for one addition to begin the next. The table is fetched once a row:
 * an import is looked up at each use.
 */
export const SIMILARITY_TO_HALVES: Record<VectorKind['distance'], SimilarityToHalves> = {
  cosine(probe, halves, at) {
    const values = HALF_VALUES;
    const inFours = probe.length & ~3;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i < inFours; i += 4) {
      a += (probe[i] as number) * (values[halves[at + i] as number] as number);
      b += (probe[i + 1] as number) * (values[halves[at + i + 1] as number] as number);
      c += (probe[i + 2] as number) * (values[halves[at + i + 2] as number] as number);
      d += (probe[i + 3] as number) * (values[halves[at + i + 3] as number] as number);
    }
    for (; i < probe.length; i++) a += (probe[i] as number) * (values[halves[at + i] as number] as number);
    return a + b + c + d;
  },
  euclidean(probe, halves, at) {
    const values = HALF_VALUES;
    const inFours = probe.length & ~3;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i < inFours; i += 4) {
      a += ((probe[i] as number) - (values[halves[at + i] as number] as number)) ** 2;
      b += ((probe[i + 1] as number) - (values[halves[at + i + 1] as number] as number)) ** 2;
      c += ((probe[i + 2] as number) - (values[halves[at + i + 2] as number] as number)) ** 2;
      d += ((probe[i + 3] as number) - (values[halves[at + i + 3] as number] as number)) ** 2;
    }
    for (; i < probe.length; i++)
      a += ((probe[i] as number) - (values[halves[at + i] as number] as number)) ** 2;
    return 1 - (a + b + c + d) / 2;
  },
};
