import { CHANNELS, type Picture } from './picture';

// An imported constant is looked up in its module each time, which a loop over all pixels feels.
const STEP = CHANNELS;

export type ChannelOrder = 'RGB' | 'BGR';

/** Where a picture lies in a network's input. */
export interface Placement {
  /** Size of the input [input pixels]. */
  width: number;
  height: number;
  /** Input pixels for one pixel of the picture. */
  scale: number;
  /** Where the picture's top left corner lies [input pixels]. */
  left: number;
  top: number;
}

/** The floats of a network's input, kept from image to image. */
export class NetworkInput {
  private buffer = new Float32Array(0);

  /**
   * Draws a picture as channel planes (`[1, 3, height, width]`), bilinearly; what it does not cover is black. Shrinking
   * by more than two would alias: that is the pyramid's work.
   */
  draw(picture: Picture, place: Placement, order: ChannelOrder): Float32Array {
    const planes = this.take(place.width * place.height * STEP);
    planes.fill(0);
    const drawn: Area = {
      fromX: Math.max(0, Math.round(place.left)),
      toX: Math.min(place.width, Math.round(place.left + picture.width * place.scale)),
      fromY: Math.max(0, Math.round(place.top)),
      toY: Math.min(place.height, Math.round(place.top + picture.height * place.scale)),
    };
    if (isOnPixels(place)) copyPixels(picture, place, drawn, order, planes);
    else samplePixels(picture, place, drawn, order, planes);
    return planes;
  }

  private take(length: number): Float32Array {
    if (this.buffer.length < length) this.buffer = new Float32Array(length);
    return this.buffer.subarray(0, length);
  }
}

/** The part of the input that the picture covers [input pixels]. */
interface Area {
  fromX: number;
  toX: number;
  fromY: number;
  toY: number;
}

function isOnPixels({ scale, left, top }: Placement): boolean {
  return scale === 1 && Number.isInteger(left) && Number.isInteger(top);
}

function copyPixels(
  picture: Picture,
  place: Placement,
  { fromX, toX, fromY, toY }: Area,
  order: ChannelOrder,
  planes: Float32Array,
): void {
  const { data } = picture;
  const planeSize = place.width * place.height;
  for (let c = 0; c < STEP; c++) {
    const plane = planeIndex(c, order) * planeSize;
    for (let y = fromY; y < toY; y++) {
      let from = ((y - place.top) * picture.width + fromX - place.left) * STEP + c;
      const end = plane + y * place.width + toX;
      for (let to = plane + y * place.width + fromX; to < end; to++, from += STEP) {
        planes[to] = data[from]!;
      }
    }
  }
}

function samplePixels(
  picture: Picture,
  place: Placement,
  { fromX, toX, fromY, toY }: Area,
  order: ChannelOrder,
  planes: Float32Array,
): void {
  const planeSize = place.width * place.height;
  const rows = sampleAxis(fromY, toY, place.top, place.scale, picture.height);
  const line = new LineSampler(picture, sampleAxis(fromX, toX, place.left, place.scale, picture.width));
  for (let y = fromY; y < toY; y++) {
    const down = rows.weight[y - fromY]!;
    const upper = line.sample(rows.first[y - fromY]!);
    const lower = line.sample(rows.second[y - fromY]!);
    for (let c = 0; c < STEP; c++) {
      let to = planeIndex(c, order) * planeSize + y * place.width + fromX;
      for (let i = c; i < upper.length; i += STEP) {
        planes[to++] = upper[i]! + (lower[i]! - upper[i]!) * down;
      }
    }
  }
}

/** Which plane a picture's channel (R, G, B) becomes. */
export function planeIndex(channel: number, order: ChannelOrder): number {
  return order === 'RGB' ? channel : STEP - 1 - channel;
}

/** For each input pixel along one axis its two neighbours in the picture and the weight of the second. */
interface AxisSamples {
  first: Int32Array;
  second: Int32Array;
  weight: Float32Array;
}

function sampleAxis(from: number, to: number, start: number, scale: number, length: number): AxisSamples {
  const count = Math.max(0, to - from);
  const samples = {
    first: new Int32Array(count),
    second: new Int32Array(count),
    weight: new Float32Array(count),
  };
  for (let i = 0; i < count; i++) {
    const at = Math.min(Math.max((from + i + 0.5 - start) / scale - 0.5, 0), length - 1);
    const index = Math.floor(at);
    samples.first[i] = index;
    samples.second[i] = Math.min(index + 1, length - 1);
    samples.weight[i] = at - index;
  }
  return samples;
}

/** Rows of a picture, sampled across. Two neighbours are kept, because enlarging asks for each of them several times. */
class LineSampler {
  private readonly lines: [Float32Array, Float32Array];
  private readonly rowOf = [-1, -1];

  constructor(
    private readonly picture: Picture,
    private readonly columns: AxisSamples,
  ) {
    const length = columns.first.length * STEP;
    this.lines = [new Float32Array(length), new Float32Array(length)];
  }

  /** The row's samples, RGB interleaved; valid until the row after the next is asked for. */
  sample(row: number): Float32Array {
    // Neighbours differ in parity, so neither overwrites the other.
    const slot = row % 2;
    const line = this.lines[slot]!;
    if (this.rowOf[slot] === row) return line;
    this.rowOf[slot] = row;
    const { data } = this.picture;
    const { first, second, weight } = this.columns;
    const start = row * this.picture.width * STEP;
    // Unrolled over the channels: this loop sees every pixel of every image.
    for (let i = 0, to = 0; i < first.length; i++, to += STEP) {
      const left = start + first[i]! * STEP;
      const right = start + second[i]! * STEP;
      const across = weight[i]!;
      const red = data[left]!;
      const green = data[left + 1]!;
      const blue = data[left + 2]!;
      line[to] = red + (data[right]! - red) * across;
      line[to + 1] = green + (data[right + 1]! - green) * across;
      line[to + 2] = blue + (data[right + 2]! - blue) * across;
    }
    return line;
  }
}

/** The smallest multiple of `step` that is at least `length`. */
export function roundUp(length: number, step: number): number {
  return Math.max(step, Math.ceil(length / step) * step);
}
