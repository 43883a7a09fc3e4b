import { type AnalysedFace, type ImageAnalysis, prominenceOf } from '@facefleet/vision';

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
