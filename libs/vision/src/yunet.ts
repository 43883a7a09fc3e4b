import type { Box, Point } from '@facefleet/contracts';
import { inAnyLight } from './any-light';
import type { DetectedFace, FaceDetector } from './detection';
import type { Network, Outputs } from './network';
import { NetworkInput, roundUp, type Placement } from './network-input';
import { suppressDuplicates } from './nms';
import { longSide, type Picture } from './picture';
import type { Pyramid } from './pyramid';

const STRIDES = [8, 16, 32];
const MIN_SCORE = 0.75;
/** Enough where nothing else was found in the image. */
const MIN_SCORE_ALONE = 0.5;
const MAX_OVERLAP = 0.3;
const MAX_CONTAINMENT = 0.75;

/** The look that finds nearly everything: faces of some 10 to 300 pixels in at most this many [longer side]. */
const MAIN_SIDE = 800;
/** A look at a small version with room around it: faces that fill the frame or are cut by it. */
const PORTRAIT_SIDE = 160;
const PORTRAIT_MARGIN = 0.25;
/** In an image no larger than this even a face that fills it has a size that the main look finds [longer side]. */
const LARGEST_FACE = 320;
/** Faces this small in the main look mean that there may be smaller ones: look again at twice the size [pixels]. */
const SMALL_FACE = 32;

/**
 * YuNet (libfacedetection): finds faces and their five points in one network of any size. Input `[1, 3, H, W]`, BGR,
 * 0..255, sides multiples of 32; outputs for each stride s of 8, 16, 32 on a grid of cells of s pixels: `cls_s` and
 * `obj_s` (score), `bbox_s` (centre and size), `kps_s` (five points).
 */
export class YuNet implements FaceDetector {
  private readonly input = new NetworkInput();

  constructor(private readonly network: Network) {}

  detect(overview: Pyramid): Promise<DetectedFace[]> {
    return inAnyLight(overview, (lit) => this.detectIn(lit));
  }

  private async detectIn(overview: Pyramid): Promise<DetectedFace[]> {
    const main = overview.atMost(MAIN_SIDE);
    const candidates = await this.look(main, 0);
    if (longSide(main) > LARGEST_FACE || !candidates.some(isSure)) {
      candidates.push(...(await this.look(overview.atMost(PORTRAIT_SIDE), PORTRAIT_MARGIN)));
    }
    if (main !== overview.base && mayMissSmallOnes(candidates, main)) {
      candidates.push(...(await this.look(overview.atLeast(longSide(main) + 1), 0)));
    }
    const faces = suppressDuplicates(candidates, MAX_OVERLAP, MAX_CONTAINMENT);
    const sure = faces.filter(isSure);
    return sure.length > 0 ? sure : faces.slice(0, 1);
  }

  /** @param margin black border on each side, as a part of the picture's longer side */
  private async look(picture: Picture, margin: number): Promise<DetectedFace[]> {
    const border = Math.round(margin * longSide(picture));
    const place: Placement = {
      width: roundUp(picture.width + 2 * border, 32),
      height: roundUp(picture.height + 2 * border, 32),
      scale: 1,
      left: border,
      top: border,
    };
    const outputs = await this.network.run(this.input.draw(picture, place, 'BGR'), [
      1,
      3,
      place.height,
      place.width,
    ]);
    const found = STRIDES.flatMap((stride) => facesOfStride(outputs, stride, place, picture));
    return suppressDuplicates(found, MAX_OVERLAP, 1);
  }
}

function isSure({ score }: DetectedFace): boolean {
  return score >= MIN_SCORE;
}

function mayMissSmallOnes(found: readonly DetectedFace[], main: Picture): boolean {
  const sure = found.filter(isSure);
  return sure.length === 0 || sure.some(({ box }) => box.width < SMALL_FACE * main.pixelWidth);
}

function facesOfStride(outputs: Outputs, stride: number, place: Placement, picture: Picture): DetectedFace[] {
  const cls = outputs[`cls_${stride}`]!;
  const obj = outputs[`obj_${stride}`]!;
  const bbox = outputs[`bbox_${stride}`]!;
  const kps = outputs[`kps_${stride}`]!;
  const columns = place.width / stride;
  const faces: DetectedFace[] = [];
  for (let cell = 0; cell < cls.length; cell++) {
    const score = Math.sqrt(clamp01(cls[cell]!) * clamp01(obj[cell]!));
    if (score < MIN_SCORE_ALONE) continue;
    const column = cell % columns;
    const row = Math.floor(cell / columns);
    const toImage = (x: number, y: number): Point => ({
      x: picture.left + (x - place.left) * picture.pixelWidth,
      y: picture.top + (y - place.top) * picture.pixelHeight,
    });
    const point = (i: number): Point =>
      toImage((kps[cell * 10 + 2 * i]! + column) * stride, (kps[cell * 10 + 2 * i + 1]! + row) * stride);
    const width = Math.exp(bbox[cell * 4 + 2]!) * stride;
    const height = Math.exp(bbox[cell * 4 + 3]!) * stride;
    const corner = toImage(
      (bbox[cell * 4]! + column) * stride - width / 2,
      (bbox[cell * 4 + 1]! + row) * stride - height / 2,
    );
    const box: Box = { ...corner, width: width * picture.pixelWidth, height: height * picture.pixelHeight };
    const landmarks = {
      leftEye: point(0),
      rightEye: point(1),
      nose: point(2),
      leftMouth: point(3),
      rightMouth: point(4),
    };
    faces.push({ box, landmarks, score });
  }
  return faces;
}

function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}
