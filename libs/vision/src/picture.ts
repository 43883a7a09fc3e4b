/** A rectangle, in pixels of whatever it is a part of. */
export interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * Pixels of an image or of a part of it, at some scale. Positions are continuous: pixel i covers i to i + 1, so that
 * scaling is a multiplication and nothing shifts by half a pixel.
 */
export interface Picture {
  width: number;
  height: number;
  /** RGB interleaved, row by row, `width * height * 3` values. */
  data: Uint8Array;
  /** Where the picture's top left corner lies in the upright image [image pixels]. */
  left: number;
  top: number;
  /** What one pixel of the picture covers [image pixels]. */
  pixelWidth: number;
  pixelHeight: number;
}

export const CHANNELS = 3;

/** The longer side [pixels]. */
export function longSide(size: { width: number; height: number }): number {
  return Math.max(size.width, size.height);
}

/**
 * A part of a picture, as a picture of its own.
 *
 * @param part in image pixels; grown to whole pixels of the picture, and what lies outside of it is left out
 */
export function cut(
  picture: Picture,
  part: { x: number; y: number; width: number; height: number },
): Picture {
  const { pixelWidth, pixelHeight } = picture;
  const fromX = within(Math.floor((part.x - picture.left) / pixelWidth), 0, picture.width - 1);
  const fromY = within(Math.floor((part.y - picture.top) / pixelHeight), 0, picture.height - 1);
  const toX = within(Math.ceil((part.x + part.width - picture.left) / pixelWidth), fromX + 1, picture.width);
  const toY = within(
    Math.ceil((part.y + part.height - picture.top) / pixelHeight),
    fromY + 1,
    picture.height,
  );
  const width = toX - fromX;
  const height = toY - fromY;
  const data = new Uint8Array(width * height * CHANNELS);
  for (let y = 0; y < height; y++) {
    const from = ((fromY + y) * picture.width + fromX) * CHANNELS;
    data.set(picture.data.subarray(from, from + width * CHANNELS), y * width * CHANNELS);
  }
  return {
    width,
    height,
    data,
    left: picture.left + fromX * pixelWidth,
    top: picture.top + fromY * pixelHeight,
    pixelWidth,
    pixelHeight,
  };
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
