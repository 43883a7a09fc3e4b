import type { AnalysedFace, ImageAnalysis } from './analyser';

/**
 * How much a picture is about this face [pixels²]: its area, less the farther it is from the middle; in a corner
 * nothing of it is left.
 */
export function prominenceOf(
  { box }: Pick<AnalysedFace, 'box'>,
  { width, height }: Pick<ImageAnalysis, 'width' | 'height'>,
): number {
  const fromMiddle = Math.hypot(box.x + box.width / 2 - width / 2, box.y + box.height / 2 - height / 2);
  const closeness = 1 - fromMiddle / Math.hypot(width / 2, height / 2);
  return box.width * box.height * Math.max(0, closeness) ** 2;
}
