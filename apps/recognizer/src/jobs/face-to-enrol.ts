import type { QualityIssue } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';
import type { AnalysedFace, ImageAnalysis } from '@facefleet/vision';
import { byProminence } from './by-prominence';

/** Others may stand in the background of a portrait: less prominent than this, compared with whom it shows. */
const BACKGROUND_SHARE = 0.5;

/**
 * The one face that a portrait is about: large, and near the middle of the picture.
 * @throws ExpectedError `no-face`; `several-faces` where another one is about as prominent; `face-unsuitable` where it would
 *                       harm later recognitions, with the `issues`
 */
export function faceToEnrol(analysis: Pick<ImageAnalysis, 'faces' | 'width' | 'height'>): AnalysedFace {
  const [first, second] = byProminence(analysis);
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
  const { issues } = first.face.quality;
  if (issues.length > 0) {
    const reasons = issues.map((issue) => REASONS[issue]).join(', and ');
    throw new ExpectedError('face-unsuitable', `The face cannot be enrolled: ${reasons}.`, { issues });
  }
  return first.face;
}

const REASONS: Record<QualityIssue, string> = {
  'too-small': 'it has too few pixels (come closer, or send the photograph at its full size)',
  'too-blurred': 'it is blurred (hold still, and focus on the face)',
  'extreme-pose': 'it is turned away too far (look towards the camera)',
  'too-dark': 'it is too dark (take the photograph with more light)',
  'too-bright': 'it is overexposed (take the photograph with less light)',
  'cut-off': 'a part of it lies outside the image (leave room around the head)',
};
