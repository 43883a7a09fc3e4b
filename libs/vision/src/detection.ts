import type { Box, Landmarks, Point } from '@facefleet/contracts';
import type { Pyramid } from './pyramid';

/** A face before it is embedded, in upright image pixels. */
export interface DetectedFace {
  box: Box;
  landmarks: Landmarks;
  /** In iBUG order, where the landmarks come from the 68-point network: an embedder that grew up with them aligns by them. */
  points68?: readonly Point[];
  /** 0..1 */
  score: number;
}

/** Finds the faces of an image from its overview. */
export interface FaceDetector {
  /** @returns the largest faces, at most `maxFaces` */
  detect(overview: Pyramid, maxFaces: number): Promise<DetectedFace[]>;
}

/** The order of a model's five points and of the reference points in the manifest. */
export function pointsOf(landmarks: Landmarks): Point[] {
  const { leftEye, rightEye, nose, leftMouth, rightMouth } = landmarks;
  return [leftEye, rightEye, nose, leftMouth, rightMouth];
}
