import type { SegmentRef } from './entry-log';

/** So many segments of about one size become one. */
const MERGE_AT = 8;
/** Segments are of one size where the logarithms of their sizes are, to this base. */
const SIZE_BASE = 8;
/**
 * A segment of so many bytes beside its embeddings, some 30,000 faces, is large enough: of the next smaller ones, eight make
 * some 130,000. Whoever merged larger ones would hold all of them in memory, and build their graph anew.
 */
const FULL_HEAD_BYTES = SIZE_BASE ** 7;

/** The segments of the first size of which there are enough to make one of them; none where there is nothing to do. */
export function segmentsToMerge(segments: readonly SegmentRef[]): SegmentRef[] {
  const bySize = new Map<number, SegmentRef[]>();
  for (const segment of segments) {
    if (segment.headBytes >= FULL_HEAD_BYTES) continue;
    const size = Math.floor(Math.log(segment.headBytes) / Math.log(SIZE_BASE));
    bySize.set(size, [...(bySize.get(size) ?? []), segment]);
  }
  const group = [...bySize.values()].find((found) => found.length >= MERGE_AT) ?? [];
  let bytes = 0;
  return group.filter(({ headBytes }) => (bytes += headBytes) <= MERGE_AT * FULL_HEAD_BYTES);
}
