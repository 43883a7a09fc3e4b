import type { Box } from '@facefleet/contracts';

/** Intersection over union of two boxes, 0..1. */
export function overlap(a: Box, b: Box): number {
  const shared = sharedArea(a, b);
  return shared === 0 ? 0 : shared / (area(a) + area(b) - shared);
}

/** The part of the smaller box that lies in the other, 0..1. */
export function containment(a: Box, b: Box): number {
  const shared = sharedArea(a, b);
  return shared === 0 ? 0 : shared / Math.min(area(a), area(b));
}

export function area(box: Box): number {
  return box.width * box.height;
}

/** Largest first, at most `count`. */
export function largest<T extends { box: Box }>(found: readonly T[], count: number): T[] {
  return found.toSorted((a, b) => area(b.box) - area(a.box)).slice(0, count);
}

/**
 * Non-maximum suppression: of boxes that mean the same face the one with the highest score stays. What lies almost
 * wholly within a better box is the same face too: a second scale likes to see one in an eye and a cheek.
 *
 * @param maxOverlap     intersection over union that two different faces may have
 * @param maxContainment part of the smaller one that may lie in the other
 * @returns highest score first
 */
export function suppressDuplicates<T extends { box: Box; score: number }>(
  candidates: readonly T[],
  maxOverlap: number,
  maxContainment: number,
): T[] {
  const kept: T[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    const isNew = kept.every(
      ({ box }) =>
        overlap(box, candidate.box) <= maxOverlap && containment(box, candidate.box) <= maxContainment,
    );
    if (isNew) kept.push(candidate);
  }
  return kept;
}

function sharedArea(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}
