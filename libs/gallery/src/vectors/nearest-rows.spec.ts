import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NearestRows } from './nearest-rows';

it('keeps the most similar of what it is offered, in order', () => {
  const similarities = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ noNaN: true })));
  fc.assert(
    fc.property(similarities, fc.nat(12), (offered, count) => {
      const nearest = new NearestRows(count);
      offered.forEach((similarity, row) => nearest.offer(row, similarity));
      const kept = nearest.sorted();
      const best = [...offered].filter((similarity) => similarity > -Infinity).sort((a, b) => b - a);
      expect(kept.map(({ similarity }) => similarity)).toEqual(best.slice(0, count));
      for (const { row, similarity } of kept) expect(offered[row]).toBe(similarity);
      expect(new Set(kept.map(({ row }) => row)).size).toBe(kept.length);
    }),
  );
});

it('never keeps a similarity that is no number', () => {
  const nearest = new NearestRows(2);
  nearest.offer(1, NaN);
  nearest.offer(2, -0.5);
  nearest.offer(3, NaN);
  expect(nearest.sorted()).toEqual([{ row: 2, similarity: -0.5 }]);
});
