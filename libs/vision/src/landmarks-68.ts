import type { Box, Landmarks, Point } from '@facefleet/contracts';
import type { Network } from './network';
import { CHANNELS } from './picture';
import type { Pyramid } from './pyramid';
import { apply, inverse, type SimilarityTransform } from './similarity-transform';
import { warp, type CropFormat } from './warp';

const FORMAT: CropFormat = { size: 112, channels: 'RGB', mean: 0, std: 1 };
const POINTS = 68;

/**
 * The 68-point network of face-api: input `[1, 3, 112, 112]`, RGB, 0..255; output x and y of each point, 0..1 of the crop.
 */
export class Landmarks68 {
  private readonly crop = new Float32Array(CHANNELS * FORMAT.size ** 2);

  constructor(private readonly network: Network) {}

  /** @returns 68 points in image pixels */
  async locate(source: Pyramid, box: Box): Promise<Point[]> {
    const imageToCrop = squareAround(box);
    warp(source, imageToCrop, FORMAT, this.crop);
    const outputs = await this.network.run(this.crop, [1, CHANNELS, FORMAT.size, FORMAT.size]);
    const values = Object.values(outputs)[0]!;
    const cropToImage = inverse(imageToCrop);
    return Array.from({ length: POINTS }, (_, i) =>
      apply(cropToImage, { x: values[2 * i]! * FORMAT.size, y: values[2 * i + 1]! * FORMAT.size }),
    );
  }
}

/** Eye centres, nose tip and mouth corners of the 68 points (iBUG order). */
export function fivePoints(points: readonly Point[]): Landmarks {
  return {
    leftEye: centre(points.slice(36, 42)),
    rightEye: centre(points.slice(42, 48)),
    nose: points[30]!,
    leftMouth: points[48]!,
    rightMouth: points[54]!,
  };
}

/** The square with the box in its middle, as large as the box's longer side, brought to the crop. */
function squareAround(box: Box): SimilarityTransform {
  const side = Math.max(box.width, box.height);
  const a = FORMAT.size / side;
  return {
    a,
    b: 0,
    shiftX: -a * (box.x + (box.width - side) / 2),
    shiftY: -a * (box.y + (box.height - side) / 2),
  };
}

function centre(points: readonly Point[]): Point {
  return {
    x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
    y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
  };
}
