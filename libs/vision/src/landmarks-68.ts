import type { Box, Landmarks, Point } from '@facefleet/contracts';
import type { Network } from './network';
import { CHANNELS } from './picture';
import type { Pyramid } from './pyramid';
import { apply, inverse, type SimilarityTransform } from './similarity-transform';
import { warp, type CropFormat } from './warp';

const FORMAT: CropFormat = { size: 112, channels: 'RGB', mean: 0, std: 1 };
/** Which point each of the 68 is in the mirror image. */
const MIRRORED = [
  ...[16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0], // jaw
  ...[26, 25, 24, 23, 22, 21, 20, 19, 18, 17], // brows
  ...[27, 28, 29, 30, 35, 34, 33, 32, 31], // nose
  ...[45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40], // eyes
  ...[54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55], // lips, outside
  ...[64, 63, 62, 61, 60, 67, 66, 65], // lips, inside
];

/**
 * The 68-point network of face-api: input `[1, 3, 112, 112]`, RGB, 0..255; output x and y of each point, 0..1 of the crop.
 */
export class Landmarks68 {
  private readonly crop = new Float32Array(CHANNELS * FORMAT.size ** 2);

  constructor(private readonly network: Network) {}

  /**
   * Looks twice: at the box, then at the mirror image of the box around what was found. Most of what a detector's box is
   * off by, and the network's leaning to one side, go away in the mean of both.
   *
   * @returns 68 points in image pixels, iBUG order
   */
  async locate(source: Pyramid, box: Box): Promise<Point[]> {
    const first = await this.look(source, squareAround(box), false);
    const second = await this.look(source, squareAround(boxAround(first)), true);
    return first.map((point, i) => centre([point, second[i]!]));
  }

  private async look(source: Pyramid, imageToCrop: SimilarityTransform, mirrored: boolean): Promise<Point[]> {
    const { size } = FORMAT;
    warp(source, imageToCrop, FORMAT, this.crop);
    if (mirrored) mirrorRows(this.crop, size);
    const outputs = await this.network.run(this.crop, [1, CHANNELS, size, size]);
    const values = Object.values(outputs)[0]!;
    const cropToImage = inverse(imageToCrop);
    return MIRRORED.map((partner, i) => {
      const at = 2 * (mirrored ? partner : i);
      const x = mirrored ? 1 - values[at]! : values[at]!;
      return apply(cropToImage, { x: x * size, y: values[at + 1]! * size });
    });
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

function boxAround(points: readonly Point[]): Box {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function mirrorRows(planes: Float32Array, width: number): void {
  for (let from = 0; from < planes.length; from += width) planes.subarray(from, from + width).reverse();
}

function centre(points: readonly Point[]): Point {
  return {
    x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
    y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
  };
}
