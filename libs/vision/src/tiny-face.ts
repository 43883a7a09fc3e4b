import type { Box } from '@facefleet/contracts';
import type { Network } from './network';
import { NetworkInput, roundUp, type Placement } from './network-input';
import { longSide, type Picture } from './picture';

/** Pixels of one cell of the grid. */
const CELL = 32;
/** Width and height of the boxes that each cell starts from [cells]. */
const ANCHORS = [
  [1.603231, 2.094468],
  [6.041143, 7.080126],
  [2.882459, 3.518061],
  [4.266906, 5.178857],
  [9.041765, 10.66308],
] as const;
/** x, y, width, height and score. */
const VALUES = 5;

export interface ScoredBox {
  box: Box;
  /** 0..1 */
  score: number;
}

/**
 * Tiny Face Detector (face-api, a YOLO v2): boxes without landmarks. Input `[1, 3, H, W]`, RGB, 0..255, sides multiples
 * of 32; output `[1, H/32, W/32, 25]`, five boxes a cell.
 */
export class TinyFace {
  private readonly input = new NetworkInput();

  constructor(private readonly network: Network) {}

  /**
   * @param side   what the picture's longer side is drawn as [input pixels]
   * @param margin black border on each side, as a part of the picture's longer side
   * @returns boxes in image pixels, several for one face
   */
  async look(picture: Picture, side: number, margin: number, minScore: number): Promise<ScoredBox[]> {
    const border = Math.round(margin * side);
    const scale = side / longSide(picture);
    const place: Placement = {
      width: roundUp(Math.round(picture.width * scale) + 2 * border, CELL),
      height: roundUp(Math.round(picture.height * scale) + 2 * border, CELL),
      scale,
      left: border,
      top: border,
    };
    const outputs = await this.network.run(this.input.draw(picture, place, 'RGB'), [
      1,
      3,
      place.height,
      place.width,
    ]);
    return boxesOf(Object.values(outputs)[0]!, place, picture, minScore);
  }
}

function boxesOf(grid: Float32Array, place: Placement, picture: Picture, minScore: number): ScoredBox[] {
  const columns = place.width / CELL;
  const imageX = picture.pixelWidth / place.scale;
  const imageY = picture.pixelHeight / place.scale;
  const boxes: ScoredBox[] = [];
  for (let i = 0; i * VALUES < grid.length; i++) {
    const at = i * VALUES;
    const score = sigmoid(grid[at + 4]!);
    if (score < minScore) continue;
    const [anchorWidth, anchorHeight] = ANCHORS[i % ANCHORS.length]!;
    const cell = Math.floor(i / ANCHORS.length);
    const width = Math.exp(grid[at + 2]!) * anchorWidth * CELL;
    const height = Math.exp(grid[at + 3]!) * anchorHeight * CELL;
    const centreX = ((cell % columns) + sigmoid(grid[at]!)) * CELL;
    const centreY = (Math.floor(cell / columns) + sigmoid(grid[at + 1]!)) * CELL;
    boxes.push({
      score,
      box: {
        x: picture.left + (centreX - width / 2 - place.left) * imageX,
        y: picture.top + (centreY - height / 2 - place.top) * imageY,
        width: width * imageX,
        height: height * imageY,
      },
    });
  }
  return boxes;
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
