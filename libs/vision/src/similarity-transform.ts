import type { Point } from '@facefleet/contracts';

/** Rotation, one scale and a shift: (x, y) -> (a x - b y + shiftX, b x + a y + shiftY). */
export interface SimilarityTransform {
  a: number;
  b: number;
  shiftX: number;
  shiftY: number;
}

/**
 * The similarity transform that brings `from` nearest to `to` in the least-squares sense (Umeyama 1991). In the plane,
 * and without reflection, its singular value decomposition comes down to one complex division.
 *
 * @returns undefined where all points of `from` are one and the same
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): SimilarityTransform | undefined {
  const fromMean = mean(from);
  const toMean = mean(to);
  let dot = 0;
  let cross = 0;
  let spread = 0;
  for (const [i, point] of from.entries()) {
    const x = point.x - fromMean.x;
    const y = point.y - fromMean.y;
    const u = to[i]!.x - toMean.x;
    const v = to[i]!.y - toMean.y;
    dot += x * u + y * v;
    cross += x * v - y * u;
    spread += x * x + y * y;
  }
  if (spread === 0) return undefined;
  const a = dot / spread;
  const b = cross / spread;
  if (a === 0 && b === 0) return undefined;
  return {
    a,
    b,
    shiftX: toMean.x - (a * fromMean.x - b * fromMean.y),
    shiftY: toMean.y - (b * fromMean.x + a * fromMean.y),
  };
}

export function apply(t: SimilarityTransform, { x, y }: Point): Point {
  return { x: t.a * x - t.b * y + t.shiftX, y: t.b * x + t.a * y + t.shiftY };
}

export function inverse({ a, b, shiftX, shiftY }: SimilarityTransform): SimilarityTransform {
  const square = a * a + b * b;
  return {
    a: a / square,
    b: -b / square,
    shiftX: -(a * shiftX + b * shiftY) / square,
    shiftY: (b * shiftX - a * shiftY) / square,
  };
}

/** How many units of the target one unit of the source becomes. */
export function scaleOf({ a, b }: SimilarityTransform): number {
  return Math.hypot(a, b);
}

function mean(points: readonly Point[]): Point {
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point.x;
    y += point.y;
  }
  return { x: x / points.length, y: y / points.length };
}
