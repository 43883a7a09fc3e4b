import { CHANNELS, longSide, type Picture } from './picture';

// An imported constant is looked up in its module each time, which a loop over all pixels feels.
const STEP = CHANNELS;

/** A picture at half the size, each pixel the mean of the four it replaces. */
export function half(picture: Picture): Picture {
  const { width: sourceWidth, height: sourceHeight, data: source } = picture;
  const width = Math.ceil(sourceWidth / 2);
  const height = Math.ceil(sourceHeight / 2);
  const data = new Uint8Array(width * height * STEP);
  const stride = sourceWidth * STEP;
  let to = 0;
  for (let y = 0; y < height; y++) {
    const upper = 2 * y * stride;
    // An odd last row or column is averaged with itself.
    const lower = 2 * y + 1 < sourceHeight ? upper + stride : upper;
    // Unrolled over the channels: this loop sees every pixel of every large image.
    for (let x = 0; x < width; x++, to += STEP) {
      const left = 2 * x * STEP;
      const right = 2 * x + 1 < sourceWidth ? left + STEP : left;
      const a = upper + left;
      const b = upper + right;
      const c = lower + left;
      const d = lower + right;
      data[to] = (source[a]! + source[b]! + source[c]! + source[d]! + 2) >> 2;
      data[to + 1] = (source[a + 1]! + source[b + 1]! + source[c + 1]! + source[d + 1]! + 2) >> 2;
      data[to + 2] = (source[a + 2]! + source[b + 2]! + source[c + 2]! + source[d + 2]! + 2) >> 2;
    }
  }
  return {
    width,
    height,
    data,
    left: picture.left,
    top: picture.top,
    pixelWidth: picture.pixelWidth * 2,
    pixelHeight: picture.pixelHeight * 2,
  };
}

/** A picture at its own size, half, a quarter, ... : each level is made when it is first asked for. */
export class Pyramid {
  private readonly levels: Picture[];

  constructor(readonly base: Picture) {
    this.levels = [base];
  }

  /** @param index 0 is the base; each further level has half the size */
  level(index: number): Picture {
    while (this.levels.length <= index) this.levels.push(half(this.levels.at(-1)!));
    return this.levels[index]!;
  }

  /** The largest level whose longer side is at most `side` pixels. */
  atMost(side: number): Picture {
    return this.level(Math.max(0, Math.ceil(Math.log2(longSide(this.base) / side))));
  }

  /** The smallest level whose longer side is at least `side` pixels, or the base where none is. */
  atLeast(side: number): Picture {
    return this.level(Math.max(0, Math.floor(Math.log2(longSide(this.base) / side))));
  }
}
