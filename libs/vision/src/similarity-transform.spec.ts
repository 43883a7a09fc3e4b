import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply, fitSimilarity, inverse, scaleOf, type SimilarityTransform } from './similarity-transform';

const coordinate = fc.double({ min: -1_000, max: 1_000, noNaN: true });
const transform = fc
  .record({
    scale: fc.double({ min: 0.05, max: 20, noNaN: true }),
    angle: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
    shiftX: coordinate,
    shiftY: coordinate,
  })
  .map(({ scale, angle, shiftX, shiftY }): SimilarityTransform => {
    return { a: scale * Math.cos(angle), b: scale * Math.sin(angle), shiftX, shiftY };
  });

const FACE = [
  { x: 38, y: 52 },
  { x: 74, y: 52 },
  { x: 56, y: 72 },
  { x: 42, y: 92 },
  { x: 71, y: 92 },
];

describe('fitSimilarity', () => {
  it('finds the transform that made the points, whatever turn, scale and shift', () => {
    fc.assert(
      fc.property(transform, (made) => {
        const found = fitSimilarity(
          FACE,
          FACE.map((point) => apply(made, point)),
        )!;
        expect(found.a).toBeCloseTo(made.a, 6);
        expect(found.b).toBeCloseTo(made.b, 6);
        expect(found.shiftX).toBeCloseTo(made.shiftX, 4);
        expect(found.shiftY).toBeCloseTo(made.shiftY, 4);
      }),
    );
  });

  it('leaves less squared error than any transform beside it, where the points do not fit', () => {
    const target = [
      { x: 12, y: 9 },
      { x: 61, y: 17 },
      { x: 33, y: 44 },
      { x: 8, y: 70 },
      { x: 49, y: 66 },
    ];
    const errorOf = (t: SimilarityTransform): number =>
      FACE.reduce((sum, point, i) => {
        const { x, y } = apply(t, point);
        return sum + (x - target[i]!.x) ** 2 + (y - target[i]!.y) ** 2;
      }, 0);
    const best = fitSimilarity(FACE, target)!;
    const tiny = fc.double({ min: -0.05, max: 0.05, noNaN: true });
    fc.assert(
      fc.property(tiny, tiny, tiny, tiny, (a, b, x, y) => {
        const beside = { a: best.a + a, b: best.b + b, shiftX: best.shiftX + x, shiftY: best.shiftY + y };
        expect(errorOf(beside)).toBeGreaterThanOrEqual(errorOf(best) - 1e-9);
      }),
    );
  });

  it('never mirrors', () => {
    const mirrored = FACE.map(({ x, y }) => ({ x: -x, y }));
    const { a, b } = fitSimilarity(FACE, mirrored)!;
    // The determinant of a rotation with scale; a mirror's is negative.
    expect(a * a + b * b).toBeGreaterThan(0);
    expect(scaleOf({ a, b, shiftX: 0, shiftY: 0 })).toBeLessThan(1);
  });

  it('finds nothing for points that are all in one place', () => {
    expect(fitSimilarity(Array(5).fill({ x: 7, y: 7 }), FACE)).toBeUndefined();
  });
});

describe('inverse', () => {
  it('brings every point back', () => {
    fc.assert(
      fc.property(transform, coordinate, coordinate, (t, x, y) => {
        const back = apply(inverse(t), apply(t, { x, y }));
        expect(back.x).toBeCloseTo(x, 5);
        expect(back.y).toBeCloseTo(y, 5);
      }),
    );
  });
});
