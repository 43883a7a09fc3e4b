import type { Box } from '@facefleet/contracts';
import { inAnyLight } from './any-light';
import type { DetectedFace, FaceDetector } from './detection';
import { fivePoints, type Landmarks68 } from './landmarks-68';
import { largest, overlap, suppressDuplicates } from './nms';
import { cut, longSide } from './picture';
import type { Pyramid } from './pyramid';
import type { ScoredBox, TinyFace } from './tiny-face';

/** Below this a box is noise. */
const MIN_SCORE = 0.3;
/** Between the two it may be a box around two heads: it counts if another look has it too, or where it stands alone. */
const SURE_SCORE = 0.5;
/** Enough beside a sure face where it does not touch one. */
const LONE_SCORE = 0.4;
/** Believed although a closer look does not see it. */
const UNDOUBTED_SCORE = 0.75;

interface Look {
  /** What the image's longer side is drawn as [input pixels]. */
  side: number;
  /** Black border on each side, as a part of the longer side. */
  margin: number;
  minScore: number;
}

/**
 * The network is sure of a face of some 40 to 110 input pixels and misses many above that: each look is for the faces
 * that have this size in it.
 */
const PORTRAIT: Look = { side: 160, margin: 0.25, minScore: MIN_SCORE };
const MIDDLE: Look = { side: 256, margin: 0, minScore: MIN_SCORE };
const GROUP: Look = { side: 512, margin: 0, minScore: MIN_SCORE };
/** So many cells that a weak score somewhere means nothing, except that it is worth a closer look. */
const CROWD: Look = { side: 1024, margin: 0, minScore: 0.1 };
/** For an image in which nothing was found: other sizes. */
const LAST_RESORT: Look[] = [
  { side: 160, margin: 0, minScore: MIN_SCORE },
  { side: 224, margin: 0.25, minScore: MIN_SCORE },
  { side: 128, margin: 0.5, minScore: MIN_SCORE },
  { side: 96, margin: 0.25, minScore: MIN_SCORE },
  { side: 320, margin: 0, minScore: MIN_SCORE },
];
/** As a part of the image's longer side. */
const LARGE_FACE = 0.25;
/** Faces this small in the group look mean that there may be smaller ones [input pixels]. */
const SMALL_FACE = 48;
/** The closer look shows what is small in the crowd look at this many times its size. */
const CLOSER = 2;
/** Room around what it is about, as a part of the largest of the faces: where one small face is, others are near. */
const CLOSER_MARGIN = 3;

const MAX_OVERLAP = 0.4;
const MAX_CONTAINMENT = 0.75;

/** Tiny Face Detector at several scales, and the 68-point network for the landmarks. */
export class TinyFaceDetector implements FaceDetector {
  constructor(
    private readonly boxes: TinyFace,
    private readonly landmarks: Landmarks68,
  ) {}

  detect(overview: Pyramid, maxFaces: number): Promise<DetectedFace[]> {
    return inAnyLight(overview, (lit) => this.detectIn(lit, maxFaces));
  }

  private async detectIn(overview: Pyramid, maxFaces: number): Promise<DetectedFace[]> {
    const faces: DetectedFace[] = [];
    for (const { box, score } of largest(await this.locate(overview), maxFaces)) {
      const points68 = await this.landmarks.locate(overview, box);
      faces.push({ box, score, points68, landmarks: fivePoints(points68) });
    }
    return faces;
  }

  private async locate(overview: Pyramid): Promise<ScoredBox[]> {
    const size = longSide(overview.base);
    let looks = [await this.look(overview, MIDDLE)];
    if (!showsPortrait(looks[0]!, overview)) looks.push(await this.look(overview, PORTRAIT));
    // Enlarging a small image shows nothing new.
    if (size > MIDDLE.side) looks.push(await this.look(overview, GROUP));
    if (size > GROUP.side && mayMissSmallOnes(looks, overview)) {
      looks = await this.lookIntoCrowd(overview, looks);
    }
    const faces = agreedOn(looks);
    if (faces.length > 0) return faces;
    for (const look of LAST_RESORT) {
      const found = await this.look(overview, look);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** What is small, and be it only a suspicion, is enlarged: that look decides about it. */
  private async lookIntoCrowd(overview: Pyramid, looks: ScoredBox[][]): Promise<ScoredBox[][]> {
    const crowd = await this.look(overview, CROWD);
    const crowdPixel = (longSide(overview.base) * overview.base.pixelWidth) / CROWD.side;
    const isSmall = ({ box }: ScoredBox): boolean => box.width < SMALL_FACE * crowdPixel;
    const small = [...crowd, ...looks.flat()].filter(isSmall);
    if (small.length === 0) return [...looks, crowd.filter(({ score }) => score >= SURE_SCORE)];

    const picture = cut(overview.atLeast(CROWD.side * CLOSER), around(small));
    const side = Math.round((longSide(picture) * picture.pixelWidth * CLOSER) / crowdPixel);
    const found = await this.boxes.look(picture, side, 0, MIN_SCORE);
    const closer = suppressDuplicates(found, MAX_OVERLAP, MAX_CONTAINMENT);
    const stands = (face: ScoredBox): boolean =>
      sees(closer, face) || (isSmall(face) ? face.score >= UNDOUBTED_SCORE : face.score >= SURE_SCORE);
    return [
      ...looks.map((look) => look.filter((face) => !isSmall(face) || stands(face))),
      crowd.filter(stands),
      closer,
    ];
  }

  private async look(overview: Pyramid, { side, margin, minScore }: Look): Promise<ScoredBox[]> {
    const found = await this.boxes.look(overview.atLeast(side), side, margin, minScore);
    return suppressDuplicates(found, MAX_OVERLAP, MAX_CONTAINMENT);
  }
}

/** A large face that nothing is unclear about leaves no room for one that fills the frame. */
function showsPortrait(middle: readonly ScoredBox[], { base }: Pyramid): boolean {
  const large = LARGE_FACE * longSide(base) * base.pixelWidth;
  return (
    middle.some(({ box, score }) => score >= UNDOUBTED_SCORE && box.width >= large) &&
    middle.every(({ score }) => score >= SURE_SCORE)
  );
}

/** What a look is sure of or several see, and what stands by itself. */
function agreedOn(looks: readonly ScoredBox[][]): ScoredBox[] {
  const seenBy = (face: ScoredBox): number => looks.filter((look) => sees(look, face)).length;
  const candidates = suppressDuplicates(looks.flat(), MAX_OVERLAP, MAX_CONTAINMENT);
  const sure = candidates.filter((face) => face.score >= SURE_SCORE || seenBy(face) > 1);
  if (sure.length === 0) return candidates;
  const standsAlone = ({ box, score }: ScoredBox): boolean =>
    score >= LONE_SCORE && sure.every((face) => overlap(face.box, box) === 0);
  return candidates.filter((face) => sure.includes(face) || standsAlone(face));
}

function sees(look: readonly ScoredBox[], { box }: ScoredBox): boolean {
  return look.some((other) => overlap(box, other.box) > MAX_OVERLAP);
}

/** The box around several, with room for more of them. */
function around(found: readonly ScoredBox[]): Box {
  const room = CLOSER_MARGIN * Math.max(...found.map(({ box }) => longSide(box)));
  const x = Math.min(...found.map(({ box }) => box.x)) - room;
  const y = Math.min(...found.map(({ box }) => box.y)) - room;
  return {
    x,
    y,
    width: Math.max(...found.map(({ box }) => box.x + box.width)) + room - x,
    height: Math.max(...found.map(({ box }) => box.y + box.height)) + room - y,
  };
}

function mayMissSmallOnes(looks: readonly ScoredBox[][], { base }: Pyramid): boolean {
  const imagePixels = (longSide(base) * base.pixelWidth) / GROUP.side;
  const faces = agreedOn(looks);
  const unclear = suppressDuplicates(looks.flat(), MAX_OVERLAP, MAX_CONTAINMENT).length > faces.length;
  return unclear || faces.length === 0 || faces.some(({ box }) => box.width < SMALL_FACE * imagePixels);
}
