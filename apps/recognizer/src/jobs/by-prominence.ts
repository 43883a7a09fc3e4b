import { type FoundFace, type ImageAnalysis, prominenceOf } from '@facefleet/vision';

/** More than enough to find the one that a picture is about. */
export const FACES_LOOKED_AT = 10;

/** The faces of a picture, that one first which it is most about: large, and near the middle. */
export function byProminence<F extends Pick<FoundFace, 'box'>>(
  analysis: Pick<ImageAnalysis, 'width' | 'height'> & { faces: F[] },
): { face: F; prominence: number }[] {
  return analysis.faces
    .map((face) => ({ face, prominence: prominenceOf(face, analysis) }))
    .sort((a, b) => b.prominence - a.prominence);
}
