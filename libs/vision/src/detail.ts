import { cheapShrink, type Photo } from './decode';
import type { Picture, Rect } from './picture';
import { Pyramid } from './pyramid';
import { apply, inverse, scaleOf, type SimilarityTransform } from './similarity-transform';

/** The largest picture that is decoded for the sake of small faces: some 48 MB. */
const MAX_DETAIL_PIXELS = 16_000_000;
/** A crop may be enlarged by this much from the overview: it costs less than the blur of the photograph itself. */
const MAX_ENLARGEMENT = 1.25;

/**
 * Where to take the crops from. A large photograph was looked at in a shrunk version; faces that would have to be enlarged
 * much from it are decoded again, all at once, at the size that the smallest of them needs and as far as the photograph
 * has it.
 *
 * @param imageToCrop the alignment of each face
 * @param cropSize    side of the crops [pixels]
 * @returns for each face the overview or the finer picture
 */
export async function cropSources(
  photo: Photo,
  overview: Pyramid,
  imageToCrop: readonly SimilarityTransform[],
  cropSize: number,
): Promise<Pyramid[]> {
  const overviewShrink = overview.base.pixelWidth;
  // A crop pixel covers this many image pixels.
  const needs = imageToCrop.map((transform) => 1 / scaleOf(transform));
  const isCoarse = (need: number): boolean => overviewShrink > 1 && need * MAX_ENLARGEMENT < overviewShrink;
  const small = imageToCrop.filter((_, i) => isCoarse(needs[i]!));
  if (small.length === 0) return imageToCrop.map(() => overview);
  const region = around(small, cropSize, photo);
  let shrink = cheapShrink(Math.min(...needs));
  while ((region.width * region.height) / shrink ** 2 > MAX_DETAIL_PIXELS) shrink *= 2;
  if (shrink >= overviewShrink) return imageToCrop.map(() => overview);
  const picture: Picture = await photo.read(shrink, region);
  const detail = new Pyramid(picture);
  return needs.map((need) => (isCoarse(need) ? detail : overview));
}

/** The part of the image that the crops cover. */
function around(
  imageToCrop: readonly SimilarityTransform[],
  cropSize: number,
  image: { width: number; height: number },
): Rect {
  const corners = imageToCrop.flatMap((transform) => {
    const cropToImage = inverse(transform);
    return [
      { x: 0, y: 0 },
      { x: cropSize, y: 0 },
      { x: 0, y: cropSize },
      { x: cropSize, y: cropSize },
    ].map((corner) => apply(cropToImage, corner));
  });
  const xs = corners.map(({ x }) => x);
  const ys = corners.map(({ y }) => y);
  const left = Math.max(0, Math.min(...xs));
  const top = Math.max(0, Math.min(...ys));
  return {
    left,
    top,
    width: Math.min(image.width, Math.max(...xs)) - left,
    height: Math.min(image.height, Math.max(...ys)) - top,
  };
}
