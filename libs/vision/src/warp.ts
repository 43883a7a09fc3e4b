import { planeIndex, type ChannelOrder } from './network-input';
import { CHANNELS } from './picture';
import type { Pyramid } from './pyramid';
import { apply, inverse, scaleOf, type SimilarityTransform } from './similarity-transform';

// An imported constant is looked up in its module each time, which a loop over all pixels feels.
const STEP = CHANNELS;

/** A square crop as a network wants it. */
export interface CropFormat {
  /** Side of the crop [pixels]. */
  size: number;
  channels: ChannelOrder;
  /** value = (pixel - mean) / std */
  mean: number;
  std: number;
}

/**
 * Cuts a square out of an image and turns, scales and moves it, bilinearly. A crop that shrinks is sampled from the
 * pyramid's level that is at most twice as fine, so that every source pixel counts. What lies outside is black.
 *
 * @param imageToCrop where the crop's pixels come from [image pixels -> crop pixels]
 * @param planes      filled with the crop as channel planes, `3 * size * size` values
 * @param mirrorAxis  turns the crop left to right around this x [crop pixels]
 */
export function warp(
  source: Pyramid,
  imageToCrop: SimilarityTransform,
  format: CropFormat,
  planes: Float32Array,
  mirrorAxis?: number,
): void {
  const { size, channels, mean, std } = format;
  const cropToImage = inverse(imageToCrop);
  const shrink = scaleOf(cropToImage) / source.base.pixelWidth;
  const picture = source.level(Math.max(0, Math.floor(Math.log2(shrink))));
  const { width, height, data } = picture;
  const planeSize = size * size;
  const planeOf = [0, 1, 2].map((c) => planeIndex(c, channels) * planeSize);
  const mirrored = mirrorAxis === undefined ? 1 : -1;
  // One step right or down in the crop, in picture pixels.
  const rightX = (mirrored * cropToImage.a) / picture.pixelWidth;
  const rightY = (mirrored * cropToImage.b) / picture.pixelHeight;
  const downX = -cropToImage.b / picture.pixelWidth;
  const downY = cropToImage.a / picture.pixelHeight;
  const corner = apply(cropToImage, { x: mirrorAxis === undefined ? 0 : 2 * mirrorAxis, y: 0 });
  const startX = (corner.x - picture.left) / picture.pixelWidth + (rightX + downX) / 2 - 0.5;
  const startY = (corner.y - picture.top) / picture.pixelHeight + (rightY + downY) / 2 - 0.5;
  const outside = -mean / std;
  for (let v = 0; v < size; v++) {
    for (let u = 0; u < size; u++) {
      const to = v * size + u;
      const x = startX + u * rightX + v * downX;
      const y = startY + u * rightY + v * downY;
      // Beyond half a pixel off the edge there is nothing; within it the edge itself is the nearest sample.
      if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5) {
        for (let c = 0; c < STEP; c++) planes[planeOf[c]! + to] = outside;
        continue;
      }
      const left = Math.min(Math.max(Math.floor(x), 0), width - 1);
      const top = Math.min(Math.max(Math.floor(y), 0), height - 1);
      const across = Math.min(Math.max(x - left, 0), 1);
      const down = Math.min(Math.max(y - top, 0), 1);
      const at = (top * width + left) * STEP;
      const nextColumn = left + 1 < width ? STEP : 0;
      const nextRow = top + 1 < height ? width * STEP : 0;
      for (let c = 0; c < STEP; c++) {
        const i = at + c;
        const j = i + nextRow;
        const above = data[i]! + (data[i + nextColumn]! - data[i]!) * across;
        const below = data[j]! + (data[j + nextColumn]! - data[j]!) * across;
        planes[planeOf[c]! + to] = (above + (below - above) * down - mean) / std;
      }
    }
  }
}
