import type { DetectedFace } from './detection';
import { CHANNELS, type Picture } from './picture';
import { Pyramid } from './pyramid';

/** Values of a picture that spread less than this are worth spreading [of 256]. */
const NARROW = 128;
/** Less than this is one colour and noise. */
const NOTHING = 8;
/** Part of the values, at either end, that may be cut off. */
const OUTLIERS = 0.005;

/** Where a detector sees no face in a dark or hazy image, it looks again at the image with its contrast restored. */
export async function inAnyLight(
  overview: Pyramid,
  detect: (overview: Pyramid) => Promise<DetectedFace[]>,
): Promise<DetectedFace[]> {
  const faces = await detect(overview);
  if (faces.length > 0) return faces;
  const clear = withContrast(overview.base);
  return clear ? detect(new Pyramid(clear)) : [];
}

/** @returns the picture with its values spread over all of 0..255; undefined where they are already, or never will be */
export function withContrast(picture: Picture): Picture | undefined {
  const [low, high] = rangeOf(picture.data);
  const range = high - low;
  if (range < NOTHING || range >= NARROW) return undefined;
  const spread = Uint8ClampedArray.from({ length: 256 }, (_, value) => ((value - low) / range) * 255);
  return { ...picture, data: picture.data.map((value) => spread[value]!) };
}

function rangeOf(data: Uint8Array): [low: number, high: number] {
  const counts = new Uint32Array(256);
  // Every fourth value, of each channel in turn: as good as all of them.
  const step = CHANNELS + 1;
  for (let i = 0; i < data.length; i += step) counts[data[i]!]!++;
  const outliers = Math.floor((data.length / step) * OUTLIERS);
  const firstBeyond = (values: readonly number[]): number => {
    let seen = 0;
    return values.find((value) => (seen += counts[value]!) > outliers) ?? values[0]!;
  };
  const ascending = Array.from(counts.keys());
  return [firstBeyond(ascending), firstBeyond(ascending.toReversed())];
}
