import type { Point } from '@facefleet/contracts';
import { fitSimilarity, type SimilarityTransform } from './similarity-transform';

/** Room that dlib leaves on each side of the mean face, as a part of the mean face's side. */
const PADDING = 0.25;

/**
 * The mean face that dlib's networks saw their training faces aligned to, in a unit square: the points 27 to 54 and 60 to
 * 64 of the 68. Brows, jaw and lower lip, which move most, are not used. Source: `get_face_chip_details` in
 * dlib/image_transforms/interpolation.h.
 */
export const MEAN_FACE: readonly (readonly [index: number, x: number, y: number])[] = [
  // bridge and tip of the nose
  [27, 0.490127, 0.203352],
  [28, 0.490127, 0.307009],
  [29, 0.490127, 0.409805],
  [30, 0.490127, 0.515625],
  // nostrils
  [31, 0.36688, 0.587326],
  [32, 0.426036, 0.609345],
  [33, 0.490127, 0.628106],
  [34, 0.554217, 0.609345],
  [35, 0.613373, 0.587326],
  // left eye
  [36, 0.121737, 0.216423],
  [37, 0.187122, 0.178758],
  [38, 0.265825, 0.179852],
  [39, 0.334606, 0.231733],
  [40, 0.260918, 0.245099],
  [41, 0.182743, 0.244077],
  // right eye
  [42, 0.645647, 0.231733],
  [43, 0.714428, 0.179852],
  [44, 0.793132, 0.178758],
  [45, 0.858516, 0.216423],
  [46, 0.79751, 0.244077],
  [47, 0.719335, 0.245099],
  // upper lip, from corner to corner
  [48, 0.254149, 0.780233],
  [49, 0.340985, 0.745405],
  [50, 0.428858, 0.727388],
  [51, 0.490127, 0.742578],
  [52, 0.551395, 0.727388],
  [53, 0.639268, 0.745405],
  [54, 0.726104, 0.780233],
  [60, 0.290379, 0.784792],
  [61, 0.428096, 0.778746],
  [62, 0.490127, 0.785343],
  [63, 0.552157, 0.778746],
  [64, 0.689874, 0.784792],
];

/**
 * The crop that dlib would cut out.
 *
 * @param points68 of a face, in iBUG order [image pixels]
 * @param size     side of the crop [pixels]
 * @returns image pixels -> crop pixels; undefined where all points are one and the same
 */
export function alignToDlibChip(points68: readonly Point[], size: number): SimilarityTransform | undefined {
  const toCrop = (value: number): number => ((PADDING + value) / (1 + 2 * PADDING)) * size;
  return fitSimilarity(
    MEAN_FACE.map(([index]) => points68[index]!),
    MEAN_FACE.map(([, x, y]) => ({ x: toCrop(x), y: toCrop(y) })),
  );
}
