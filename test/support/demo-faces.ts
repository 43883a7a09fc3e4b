import { join } from 'node:path';
import sharp from 'sharp';
import { PROJECT } from './system';

/** Photographs of groups that an installed package brings along. */
const DEMO = join(PROJECT, 'node_modules/@vladmandic/face-api/demo');

export const demoPhoto = (number: 1 | 2 | 3 | 4 | 5 | 6) => join(DEMO, `sample${number}.jpg`);

export interface DemoFace {
  person: string;
  photo: Parameters<typeof demoPhoto>[0];
  /** Face in the photograph [pixels]. */
  x: number;
  y: number;
  width: number;
  height: number;
}

/** People who look into the camera, each in one photograph only. */
export const DEMO_FACES: DemoFace[] = [
  { person: 'three-left', photo: 3, x: 586, y: 335, width: 200, height: 270 },
  { person: 'three-right', photo: 3, x: 1484, y: 291, width: 206, height: 286 },
  { person: 'five-front', photo: 5, x: 371, y: 882, width: 192, height: 289 },
  { person: 'five-top', photo: 5, x: 786, y: 117, width: 164, height: 213 },
  { person: 'five-right', photo: 5, x: 1406, y: 395, width: 198, height: 282 },
  { person: 'six-first', photo: 6, x: 253, y: 493, width: 212, height: 280 },
  { person: 'six-second', photo: 6, x: 663, y: 330, width: 201, height: 303 },
  { person: 'six-fourth', photo: 6, x: 1478, y: 266, width: 221, height: 299 },
];

/** Portraits cut from the photographs differ in frame, size, light, side and compression. */
const TAKES = [
  { margin: 0.6, side: 300, light: 1, mirrored: false, quality: 92 },
  { margin: 0.4, side: 220, light: 1, mirrored: true, quality: 85 },
  { margin: 0.8, side: 260, light: 0.8, mirrored: false, quality: 80 },
  { margin: 0.5, side: 180, light: 1.25, mirrored: false, quality: 75 },
  { margin: 0.7, side: 400, light: 0.9, mirrored: true, quality: 90 },
  { margin: 0.45, side: 240, light: 1.1, mirrored: false, quality: 60 },
  { margin: 0.65, side: 340, light: 1, mirrored: true, quality: 70 },
] as const;

/** One portrait of a demo person as a JPEG. */
export function demoPortrait(face: DemoFace, take: number): Promise<Buffer> {
  const { margin, side, light, mirrored, quality } = TAKES[take % TAKES.length] as (typeof TAKES)[number];
  const left = Math.max(0, Math.round(face.x - margin * face.width));
  const top = Math.max(0, Math.round(face.y - margin * face.height));
  const size = Math.round(face.height * (1 + 2 * margin));
  return sharp(demoPhoto(face.photo))
    .extract({ left, top, width: Math.min(size, 1920 - left), height: Math.min(size, 1280 - top) })
    .flop(mirrored)
    .resize(side, side, { fit: 'inside' })
    .modulate({ brightness: light })
    .jpeg({ quality })
    .toBuffer();
}

/** Every demo person with all portraits. */
export function demoFaces(): Promise<{ person: string; photos: Buffer[] }[]> {
  return Promise.all(
    DEMO_FACES.map(async (face) => ({
      person: face.person,
      photos: await Promise.all(TAKES.map((_, take) => demoPortrait(face, take))),
    })),
  );
}
