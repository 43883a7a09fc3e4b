import type { AnalysedFace, ImageAnalysis } from '@facefleet/vision';

/**
 * The face that a portrait is about: the most prominent by the rule that enrolment goes by (large, and near the middle), here
 * also where another one is nearly as prominent, as LFW's protocol always means the one in the middle.
 */
export function prominentFace(
  analysis: Pick<ImageAnalysis, 'faces' | 'width' | 'height'>,
): AnalysedFace | undefined {
  let chosen: AnalysedFace | undefined;
  let most = -Infinity;
  for (const face of analysis.faces) {
    const prominence = prominenceOf(face, analysis);
    if (prominence > most) [chosen, most] = [face, prominence];
  }
  return chosen;
}

function prominenceOf(
  { box }: Pick<AnalysedFace, 'box'>,
  { width, height }: { width: number; height: number },
): number {
  const fromMiddle = Math.hypot(box.x + box.width / 2 - width / 2, box.y + box.height / 2 - height / 2);
  const closeness = 1 - fromMiddle / Math.hypot(width / 2, height / 2);
  return box.width * box.height * Math.max(0, closeness) ** 2;
}
