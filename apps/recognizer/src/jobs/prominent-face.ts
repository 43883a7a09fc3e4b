import { ExpectedError } from '@facefleet/platform';
import type { AnalysedFace, ImageAnalysis } from '@facefleet/vision';
import { byProminence } from './by-prominence';

/**
 * The face that a picture is about, whatever its quality, and how many others there are.
 * @throws ExpectedError `no-face`
 */
export function prominentFace(analysis: Pick<ImageAnalysis, 'faces' | 'width' | 'height'>): {
  face: AnalysedFace;
  otherFaces: number;
} {
  const [first, ...others] = byProminence(analysis);
  if (first === undefined) {
    throw new ExpectedError(
      'no-face',
      'No face was found. Send a photograph that shows the face from the front.',
    );
  }
  return { face: first.face, otherFaces: others.length };
}
