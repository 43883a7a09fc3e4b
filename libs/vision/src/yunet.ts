import type { Box, Landmarks, Point } from '@facefleet/contracts';
import { inAnyLight } from './any-light';
import type { DetectedFace, FaceDetector } from './detection';
import type { Network, Outputs } from './network';
import { NetworkInput, roundUp, type Placement } from './network-input';
import { area, largest, overlap, suppressDuplicates } from './nms';
import { longSide, type Picture } from './picture';
import type { Pyramid } from './pyramid';

const STRIDES = [8, 16, 32];
const MIN_SCORE = 0.75;
/** Enough where nothing else was found in the image. */
const MIN_SCORE_ALONE = 0.5;
const MAX_OVERLAP = 0.3;
const MAX_CONTAINMENT = 0.75;

/**
 * The first look, in which faces have some 10 to 300 pixels, is at a version of at most this many [longer side], and of
 * half the image's size: what is too small for it there is too small to be recognised.
 */
const MAIN_SIDE = 400;
/** A look at a small version with room around it: faces that fill the frame or are cut by it. */
const PORTRAIT_SIDE = 160;
const PORTRAIT_MARGIN = 0.25;
/** In an image no larger than this even a face that fills it has a size that the main look finds [longer side]. */
const LARGEST_FACE = 320;
/** Faces this small in a look mean that there may be smaller ones: look again at twice the size [pixels]. */
const SMALL_FACE = 40;

/**
 * A last look at each face alone, for its points: enlarged or shrunk to this size, in the middle of an input of this side.
 * Of faces from 64 to 192 pixels in inputs of 192 to 320, this gave the best alignment: 98.1 to 98.6 % of 839 genuine
 * pairs reach the similarity of FMR 1e-4, with the points of the first look 97.9 %.
 */
const CLOSE_UP_FACE = 96;
const CLOSE_UP_SIDE = 224;
/** Overlap of the box before and after. */
const SAME_FACE = 0.4;

/**
 * YuNet (libfacedetection): finds faces and their five points in one network of any size. Input `[1, 3, H, W]`, BGR,
 * 0..255, sides multiples of 32; outputs for each stride s of 8, 16, 32 on a grid of cells of s pixels: `cls_s` and
 * `obj_s` (score), `bbox_s` (centre and size), `kps_s` (five points).
 */
export class YuNet implements FaceDetector {
  private readonly input = new NetworkInput();

  constructor(private readonly network: Network) {}

  detect(overview: Pyramid, maxFaces: number): Promise<DetectedFace[]> {
    return inAnyLight(overview, (lit) => this.detectIn(lit, maxFaces));
  }

  private async detectIn(overview: Pyramid, maxFaces: number): Promise<DetectedFace[]> {
    let picture = overview.atMost(Math.min(MAIN_SIDE, longSide(overview.base) / 2));
    let seen = await this.look(picture, 0);
    const candidates = [...seen];
    if (longSide(picture) > LARGEST_FACE || !candidates.some(isSure)) {
      candidates.push(...(await this.look(overview.atMost(PORTRAIT_SIDE), PORTRAIT_MARGIN)));
    }
    while (picture !== overview.base && mayMissSmallOnes(seen, picture)) {
      picture = overview.atLeast(longSide(picture) + 1);
      seen = await this.look(picture, 0);
      candidates.push(...seen);
    }
    const found = suppressDuplicates(candidates, MAX_OVERLAP, MAX_CONTAINMENT);
    const sure = found.filter(isSure);
    const faces: DetectedFace[] = [];
    for (const face of largest(sure.length > 0 ? sure : found.slice(0, 1), maxFaces)) {
      faces.push({ ...face, landmarks: await this.closeUp(overview, face) });
    }
    return faces;
  }

  /** @param margin black border on each side, as a part of the picture's longer side */
  private look(picture: Picture, margin: number): Promise<DetectedFace[]> {
    const border = Math.round(margin * longSide(picture));
    return this.facesIn(picture, {
      width: roundUp(picture.width + 2 * border, 32),
      height: roundUp(picture.height + 2 * border, 32),
      scale: 1,
      left: border,
      top: border,
    });
  }

  /** The points as the network sees them where the face has the size and the place that it is surest of. */
  private async closeUp(overview: Pyramid, { box, landmarks }: DetectedFace): Promise<Landmarks> {
    const size = Math.sqrt(area(box));
    const picture = overview.level(
      Math.max(0, Math.floor(Math.log2(size / overview.base.pixelWidth / CLOSE_UP_FACE))),
    );
    const scale = (CLOSE_UP_FACE / size) * picture.pixelWidth;
    const found = await this.facesIn(picture, {
      width: CLOSE_UP_SIDE,
      height: CLOSE_UP_SIDE,
      scale,
      left: CLOSE_UP_SIDE / 2 - ((box.x + box.width / 2 - picture.left) / picture.pixelWidth) * scale,
      top: CLOSE_UP_SIDE / 2 - ((box.y + box.height / 2 - picture.top) / picture.pixelHeight) * scale,
    });
    return found.find((face) => overlap(face.box, box) > SAME_FACE)?.landmarks ?? landmarks;
  }

  /** @returns surest first */
  private async facesIn(picture: Picture, place: Placement): Promise<DetectedFace[]> {
    const { width, height } = place;
    const outputs = await this.network.run(this.input.draw(picture, place, 'BGR'), [1, 3, height, width]);
    const found = STRIDES.flatMap((stride) => facesOfStride(outputs, stride, place, picture));
    return suppressDuplicates(found, MAX_OVERLAP, 1);
  }
}

function isSure({ score }: DetectedFace): boolean {
  return score >= MIN_SCORE;
}

function mayMissSmallOnes(found: readonly DetectedFace[], { pixelWidth }: Picture): boolean {
  const sure = found.filter(isSure);
  return sure.length === 0 || sure.some(({ box }) => box.width < SMALL_FACE * pixelWidth);
}

function facesOfStride(outputs: Outputs, stride: number, place: Placement, picture: Picture): DetectedFace[] {
  const cls = outputs[`cls_${stride}`]!;
  const obj = outputs[`obj_${stride}`]!;
  const bbox = outputs[`bbox_${stride}`]!;
  const kps = outputs[`kps_${stride}`]!;
  const columns = place.width / stride;
  // Image pixels of one input pixel.
  const imageX = picture.pixelWidth / place.scale;
  const imageY = picture.pixelHeight / place.scale;
  const faces: DetectedFace[] = [];
  for (let cell = 0; cell < cls.length; cell++) {
    const score = Math.sqrt(clamp01(cls[cell]!) * clamp01(obj[cell]!));
    if (score < MIN_SCORE_ALONE) continue;
    const column = cell % columns;
    const row = Math.floor(cell / columns);
    const toImage = (x: number, y: number): Point => ({
      x: picture.left + (x - place.left) * imageX,
      y: picture.top + (y - place.top) * imageY,
    });
    const point = (i: number): Point =>
      toImage((kps[cell * 10 + 2 * i]! + column) * stride, (kps[cell * 10 + 2 * i + 1]! + row) * stride);
    const width = Math.exp(bbox[cell * 4 + 2]!) * stride;
    const height = Math.exp(bbox[cell * 4 + 3]!) * stride;
    const corner = toImage(
      (bbox[cell * 4]! + column) * stride - width / 2,
      (bbox[cell * 4 + 1]! + row) * stride - height / 2,
    );
    const box: Box = { ...corner, width: width * imageX, height: height * imageY };
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
