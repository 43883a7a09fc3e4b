import { ExpectedError } from '@facefleet/platform';
import type { AnalysedFace, ImageAnalysis } from '@facefleet/vision';

/** Others may stand in the background of a portrait: less prominent than this, compared with whom it shows. */
const BACKGROUND_SHARE = 0.5;

/**
 * The one face that a portrait is about: large, and near the middle of the picture.
 * @throws ExpectedError `no-face`; `several-faces` where another one is about as prominent
 */
export function faceToEnrol(analysis: Pick<ImageAnalysis, 'faces' | 'width' | 'height'>): AnalysedFace {
  const [first, second] = analysis.faces
    .map((face) => ({ face, prominence: prominenceOf(face, analysis) }))
    .sort((a, b) => b.prominence - a.prominence);
  if (first === undefined) {
    throw new ExpectedError(
      'no-face',
      'No face was found. Send a photograph that shows the face from the front.',
    );
  }
  if (second !== undefined && second.prominence > BACKGROUND_SHARE * first.prominence) {
    throw new ExpectedError(
      'several-faces',
      'The image shows several faces of similar size. Send one in which the person to enrol stands alone or is by far the largest.',
    );
  }
  return first.face;
}

/** Area, less the farther the face is from the middle: none of it is left in a corner. */
function prominenceOf({ box }: AnalysedFace, { width, height }: { width: number; height: number }): number {
  const fromMiddle = Math.hypot(box.x + box.width / 2 - width / 2, box.y + box.height / 2 - height / 2);
  const closeness = 1 - fromMiddle / Math.hypot(width / 2, height / 2);
  return box.width * box.height * Math.max(0, closeness) ** 2;
}
