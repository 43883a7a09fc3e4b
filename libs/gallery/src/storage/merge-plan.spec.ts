import { expect, it } from 'vitest';
import type { SegmentRef } from './entry-log';
import { segmentsToMerge } from './merge-plan';

/** What a face takes in a segment beside its embedding. */
const BYTES_PER_FACE = 70;
const segments = (...faces: number[]): SegmentRef[] =>
  faces.map((count, index) => ({ id: `${index}`, headBytes: count * BYTES_PER_FACE }));

it('eight segments of about one size are merged', () => {
  const alike = segments(256, 300, 256, 400, 256, 256, 350, 256);
  expect(segmentsToMerge([...alike, ...segments(2_048, 16_384)])).toEqual(alike);
  expect(segmentsToMerge(alike.slice(1))).toEqual([]);
});

it('large segments stay as they are, however many there are, and whatever was removed from them', () => {
  expect(segmentsToMerge(segments(...Array<number>(20).fill(100_000)))).toEqual([]);
  expect(segmentsToMerge(segments(...Array<number>(20).fill(40_000)))).toEqual([]);
  expect(segmentsToMerge(segments(...Array<number>(20).fill(29_000))).length).toBeLessThan(10);
});

it('a gallery that grows by single entries has segments of at most some 130,000 faces, and few of each size', () => {
  let stored: { ref: SegmentRef; faces: number }[] = [];
  for (let folds = 0; folds < 4_000; folds++) {
    const [ref] = segments(256) as [SegmentRef];
    stored.push({ ref: { ...ref, id: `fold-${folds}` }, faces: 256 });
    const group = new Set(segmentsToMerge(stored.map(({ ref }) => ref)));
    if (group.size === 0) continue;
    const faces = stored.filter(({ ref }) => group.has(ref)).reduce((sum, segment) => sum + segment.faces, 0);
    stored = stored.filter(({ ref }) => !group.has(ref));
    stored.push({ ref: { id: `merge-${folds}`, headBytes: faces * BYTES_PER_FACE }, faces });
  }
  expect(Math.max(...stored.map(({ faces }) => faces))).toBe(131_072);
  expect(stored.length).toBeLessThan(7 + 3 * 8);
});
