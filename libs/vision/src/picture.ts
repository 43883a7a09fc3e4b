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
