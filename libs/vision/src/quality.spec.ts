import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaceQuality, Landmarks, Point } from '@facefleet/contracts';
import { manifest } from '@facefleet/models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnalysedFace } from './analyser';
import { Photo } from './decode';
import { canMake, makeModels, type TestModels } from './models.fixture';
import { samplePhoto, SHARED_FACES } from './photo.fixture';
import type { Picture } from './picture';
import { paint } from './picture.fixture';
import { FacePipeline } from './pipeline';
import { prominenceOf } from './prominence';
import { Pyramid } from './pyramid';
import { poseOf, qualityOf } from './quality';
import { sharp } from './sharp-setup';

/** A face that looks straight ahead, in the middle of 200 x 200 pixels. */
const STRAIGHT: Landmarks = {
  leftEye: { x: 80, y: 80 },
  rightEye: { x: 120, y: 80 },
  nose: { x: 100, y: 105.5 },
  leftMouth: { x: 84, y: 124 },
  rightMouth: { x: 116, y: 124 },
};
const IMAGE = { width: 200, height: 200 };

function moved(landmarks: Landmarks, move: (point: Point) => Point): Landmarks {
  const { leftEye, rightEye, nose, leftMouth, rightMouth } = landmarks;
  return {
    leftEye: move(leftEye),
    rightEye: move(rightEye),
    nose: move(nose),
    leftMouth: move(leftMouth),
    rightMouth: move(rightMouth),
  };
}

/** Edges about as wide as a sharp face's, between two shades. */
function pattern(dark: number, bright: number): Picture {
  return paint(IMAGE.width, IMAGE.height, (x, y) => {
    const shade = dark + (bright - dark) * ((Math.floor(x / 7) + Math.floor(y / 7)) % 2);
    return [shade, shade, shade];
  });
}

const judge = (picture: Picture, landmarks = STRAIGHT): FaceQuality =>
  qualityOf(landmarks, IMAGE, new Pyramid(picture));

describe('quality', () => {
  it('finds nothing wrong with a sharp face that looks straight ahead', () => {
    const quality = judge(pattern(60, 180));
    expect(quality.issues).toEqual([]);
    expect(quality.eyeDistance).toBeCloseTo(40);
    expect(quality.brightness).toBeCloseTo(120 / 255, 1);
  });

  it('calls a face too small by its pixels in the image, however large the image', () => {
    const small = moved(STRAIGHT, ({ x, y }) => ({ x: 100 + (x - 100) / 5, y: 100 + (y - 100) / 5 }));
    expect(judge(pattern(60, 180), small).eyeDistance).toBeCloseTo(8);
    expect(judge(pattern(60, 180), small).issues).toContain('too-small');
  });

  it('measures the same sharpness whatever the light and the contrast', () => {
    const { sharpness } = judge(pattern(60, 180));
    expect(judge(pattern(60, 80)).sharpness).toBeCloseTo(sharpness, 1);
    expect(judge(pattern(200, 250)).sharpness).toBeCloseTo(sharpness, 1);
    expect(judge(pattern(0, 24)).sharpness).toBeCloseTo(sharpness, 1);
  });

  it('calls a plain surface blurred, black too dark and white too bright', () => {
    expect(judge(pattern(128, 128)).issues).toEqual(['too-blurred']);
    expect(judge(pattern(0, 0)).issues).toEqual(['too-blurred', 'too-dark']);
    expect(judge(pattern(255, 255)).issues).toEqual(['too-blurred', 'too-bright']);
  });

  it('takes edges that are wide in one direction only for blurred', () => {
    // Stripes that are sharp across and fade slowly along.
    const streaks = paint(200, 200, (x, y) => {
      const shade = 100 + 50 * (Math.floor(x / 7) % 2) + 40 * Math.sin(y / 12);
      return [shade, shade, shade];
    });
    expect(judge(streaks).issues).toEqual(['too-blurred']);
  });

  it('calls a face cut off once a fifth of it lies outside, and does not take what is missing for dark', () => {
    const at = (shift: number) =>
      judge(
        pattern(60, 180),
        moved(STRAIGHT, ({ x, y }) => ({ x: x - shift, y })),
      );
    expect(at(70).issues).toEqual([]);
    expect(at(90).issues).toEqual(['cut-off']);
    expect(at(90).brightness).toBeCloseTo(120 / 255, 1);
    expect(at(500)).toMatchObject({ brightness: 0, sharpness: 0 });
    expect(at(500).issues).toContain('cut-off');
  });
});

describe('pose', () => {
  const turned = (angle: number): Landmarks => {
    const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
    return moved(STRAIGHT, ({ x, y }) => ({ x: x * cos - y * sin, y: x * sin + y * cos }));
  };

  it('is zero for a face that looks straight ahead', () => {
    const { yaw, pitch, roll } = poseOf(STRAIGHT);
    for (const angle of [yaw, pitch, roll]) expect(angle).toBeCloseTo(0, 0);
  });

  it.each([-120, -30, 10, 80])('takes a picture turned by %i degrees for roll alone', (angle) => {
    const { yaw, pitch, roll } = poseOf(turned(angle));
    expect(roll).toBeCloseTo(angle);
    expect(yaw).toBeCloseTo(poseOf(STRAIGHT).yaw);
    expect(pitch).toBeCloseTo(poseOf(STRAIGHT).pitch);
  });

  it.each([-60, -25, 15, 40])('finds the angle of a mean head that is turned by %i degrees', (angle) => {
    // MediaPipe's canonical face model [cm]: x to the right, y down from the eyes, z towards the camera.
    const seen = (x: number, y: number, z: number): Point => {
      const turn = (angle * Math.PI) / 180;
      return { x: x * Math.cos(turn) + z * Math.sin(turn), y };
    };
    const { yaw } = poseOf({
      leftEye: seen(-3.2, 0, 3.8),
      rightEye: seen(3.2, 0, 3.8),
      nose: seen(0, 3.75, 7.48),
      leftMouth: seen(-2.46, 6.96, 4.28),
      rightMouth: seen(2.46, 6.96, 4.28),
    });
    expect(Math.abs(yaw - angle)).toBeLessThan(3);
  });

  it('looks up where the nose is high and down where it is low', () => {
    expect(poseOf({ ...STRAIGHT, nose: { x: 100, y: 96 } }).pitch).toBeGreaterThan(15);
    expect(poseOf({ ...STRAIGHT, nose: { x: 100, y: 115 } }).pitch).toBeLessThan(-15);
  });

  it('is extreme where the nose stands beyond an eye, and in a profile whose eyes are one', () => {
    const profile = { ...STRAIGHT, leftEye: { x: 100, y: 80 }, rightEye: { x: 100, y: 80 } };
    expect(poseOf({ ...profile, nose: { x: 130, y: 105 } }).yaw).toBeGreaterThan(80);
    const beyond = judge(pattern(60, 180), { ...STRAIGHT, nose: { x: 155, y: 105 } });
    expect(beyond.pose.yaw).toBeGreaterThan(65);
    expect(beyond.issues).toEqual(['extreme-pose']);
  });
});

const hasPhotos = existsSync(join(SHARED_FACES, 'lfw100'));

describe.each(['builtin', 'recommended'] as const)('the %s set', (set) => {
  const model = manifest.sets[set].embedder;
  const missing = canMake[set] ? '' : ' (skipped: no ../shared/models)';

  describe.skipIf(!canMake[set])(`judging photographs${missing}`, () => {
    let models: TestModels;
    let pipeline: FacePipeline;
    beforeAll(async () => {
      models = await makeModels(set);
      pipeline = new FacePipeline({ modelsDir: models.modelsDir, maxImagePixels: 64_000_000 });
    }, 120_000);
    afterAll(() => models.remove());

    const faceIn = async (image: Uint8Array): Promise<AnalysedFace> => {
      const analysis = await pipeline.analyse(Buffer.from(image), { model, maxFaces: 10 });
      const prominence = (face: AnalysedFace): number => prominenceOf(face, analysis);
      const face = analysis.faces.toSorted((a, b) => prominence(b) - prominence(a))[0];
      if (!face) throw new Error('No face was found');
      return face;
    };

    it('finds nothing wrong with a portrait', async () => {
      const { quality } = await faceIn(await portrait('front'));
      expect(quality.issues).toEqual([]);
      expect(quality.eyeDistance).toBeGreaterThan(50);
      expect(Math.abs(quality.pose.yaw)).toBeLessThan(15);
    });

    it('calls a portrait too small once it is shrunk to 8 pixels between the eyes', async () => {
      const image = await portrait('front');
      const { eyeDistance } = (await faceIn(image)).quality;
      const small = await sharp(image)
        .resize(Math.round((SIDE * 8) / eyeDistance))
        .toBuffer();
      expect((await faceIn(small)).quality.issues).toEqual(['too-small']);
    });

    it('sees which portrait was blurred, darkened, overexposed or cut', async () => {
      const image = await portrait('front');
      const { landmarks, quality } = await faceIn(image);
      // Where the face is, is known here: in the dark the built-in detector finds nobody.
      const judged = async (degraded: ReturnType<typeof sharp>): Promise<FaceQuality> => {
        const photo = await Photo.open(await degraded.png().toBuffer(), 1e6);
        return qualityOf(landmarks, photo, new Pyramid(await photo.read(1)));
      };
      const noseX = Math.round(landmarks.nose.x);
      const sigma = 0.12 * quality.eyeDistance;
      expect((await judged(sharp(image))).issues).toEqual([]);
      expect((await judged(sharp(image).linear(0.3))).issues).toEqual([]);
      expect((await judged(sharp(image).blur(sigma))).issues).toEqual(['too-blurred']);
      expect((await judged(sharp(image).linear(0.05))).issues).toEqual(['too-dark']);
      expect((await judged(sharp(image).linear(20))).issues).toContain('too-bright');
      const half = { left: 0, top: 0, width: noseX, height: SIDE };
      expect((await judged(sharp(image).extract(half))).issues).toEqual(['cut-off']);
    });

    it('measures the same sharpness in a large photograph and in a small one', async () => {
      const large = await faceIn(await portrait('front', 1_000));
      const small = await faceIn(await portrait('front', 200));
      expect(large.quality.eyeDistance).toBeGreaterThan(4 * small.quality.eyeDistance);
      expect(Math.abs(large.quality.sharpness - small.quality.sharpness)).toBeLessThan(0.1);
    });

    it('finds the opposite yaw and roll in the mirror', async () => {
      const image = await portrait('right');
      const { pose } = (await faceIn(image)).quality;
      const mirrored = (await faceIn(await sharp(image).flop().png().toBuffer())).quality.pose;
      expect(Math.abs(pose.yaw)).toBeGreaterThan(10);
      expect(Math.abs(pose.yaw + mirrored.yaw)).toBeLessThan(10);
      expect(Math.abs(pose.roll + mirrored.roll)).toBeLessThan(10);
    });

    it.each([-20, 20])('measures the roll of a portrait that was turned by %i degrees', async (angle) => {
      const image = await portrait('front');
      const straight = (await faceIn(image)).quality.pose;
      const { roll } = (await faceIn(await sharp(image).rotate(angle).png().toBuffer())).quality.pose;
      expect(Math.abs(roll - straight.roll - angle)).toBeLessThan(10);
    });

    const absent = hasPhotos ? '' : ' (skipped: no ../shared/faces)';
    it.skipIf(!hasPhotos)(
      `would refuse none of 140 portraits of 18 people${absent}`,
      async () => {
        const refused: string[] = [];
        const portraits = [...(await photosIn('lfw100')), ...(await photosIn('groups'))];
        for (const path of portraits) {
          const { issues } = (await faceIn(await readFile(path))).quality;
          if (issues.length > 0) refused.push(`${path}: ${issues.join(', ')}`);
        }
        expect(portraits).toHaveLength(140);
        expect(refused).toEqual([]);
      },
      120_000,
    );
  });
});

const SIDE = 400;

/** Two people of a sample photograph: one looks into the camera, the other past it. */
const CUTS = {
  front: { left: 217, top: 776, width: 500, height: 500 },
  right: { left: 1_250, top: 280, width: 500, height: 500 },
} as const;

async function portrait(of: keyof typeof CUTS, side = SIDE): Promise<Buffer> {
  return sharp(await samplePhoto(5))
    .extract(CUTS[of])
    .resize(side)
    .png()
    .toBuffer();
}

/** The photographs in the folders of a folder. */
async function photosIn(folder: string): Promise<string[]> {
  const root = join(SHARED_FACES, folder);
  const people = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const photos = await Promise.all(
    people.map(async ({ name }) => (await readdir(join(root, name))).map((photo) => join(root, name, photo))),
  );
  return photos.flat();
}
