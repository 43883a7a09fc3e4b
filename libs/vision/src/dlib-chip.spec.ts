import type { Point } from '@facefleet/contracts';
import { manifest } from '@facefleet/models';
import { describe, expect, it } from 'vitest';
import { alignToDlibChip, MEAN_FACE } from './dlib-chip';
import { fivePoints } from './landmarks-68';
import { pointsOf } from './detection';
import { apply, fitSimilarity } from './similarity-transform';

/** The mean face in a picture, turned and as large as given; the points that dlib does not use lie anywhere. */
function face(turn: number, size: number): Point[] {
  const points = Array.from({ length: 68 }, (_, i) => ({ x: 17 * i, y: 1_000 - i * i }));
  const place = { a: size * Math.cos(turn), b: size * Math.sin(turn), shiftX: 300, shiftY: 200 };
  for (const [index, x, y] of MEAN_FACE) points[index] = apply(place, { x, y });
  return points;
}

describe('alignToDlibChip', () => {
  it('brings the mean face to where the reference points of the model say it is, whatever turn and size', () => {
    const model = manifest.models['dlib-resnet']!;
    if (model.task !== 'embedder') throw new Error('no embedder');
    const reference = model.reference.map(([x, y]) => ({ x, y }));
    for (const points of [face(0, 80), face(0.4, 200), face(-1.2, 31)]) {
      const byAll = alignToDlibChip(points, model.input.size)!;
      const byFive = fitSimilarity(pointsOf(fivePoints(points)), reference)!;
      for (const point of points) {
        const { x, y } = apply(byAll, point);
        expect(x).toBeCloseTo(apply(byFive, point).x, 1);
        expect(y).toBeCloseTo(apply(byFive, point).y, 1);
      }
    }
  });

  it('takes an error of one point less seriously than five points would', () => {
    const points = face(0, 100);
    const right = alignToDlibChip(points, 150)!;
    points[54] = { x: points[54]!.x + 20, y: points[54]!.y + 20 };
    const { x, y } = points[30]!;
    const [before, after] = [apply(right, { x, y }), apply(alignToDlibChip(points, 150)!, { x, y })];
    expect(Math.hypot(after.x - before.x, after.y - before.y)).toBeLessThan(2);
  });

  it('finds no crop for points that are all in one place', () => {
    expect(alignToDlibChip(Array<Point>(68).fill({ x: 3, y: 3 }), 150)).toBeUndefined();
  });
});
