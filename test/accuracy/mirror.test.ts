import { type AnalysedFace } from '@facefleet/vision';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { averaged, mirrored, mirrorImageOf } from './mirror';
import { prominentFace } from './prominent-face';

function face(x: number, y: number, side: number): AnalysedFace {
  const point = { x, y };
  return {
    box: { x, y, width: side, height: side },
    landmarks: { leftEye: point, rightEye: point, nose: point, leftMouth: point, rightMouth: point },
    detectionScore: 1,
    embedding: new Float32Array(2),
  };
}

describe('mirror averaging', () => {
  it('turns an upright image left to right, as EXIF has it', async () => {
    const raw = Buffer.from([255, 0, 0, 0, 0, 255]); // red, blue
    const asTaken = await sharp(raw, { raw: { width: 2, height: 1, channels: 3 } })
      .withMetadata({ orientation: 3 }) // upside down: seen as blue, red
      .png()
      .toBuffer();
    const pixels = await sharp(await mirrored(asTaken))
      .removeAlpha()
      .raw()
      .toBuffer();
    expect([...pixels]).toEqual([255, 0, 0, 0, 0, 255]);
  });

  it('finds a face again on the other side', () => {
    const [left, right] = [face(10, 10, 30), face(60, 10, 30)];
    // In the mirror of an image 100 wide, the left face begins at 60.
    expect(mirrorImageOf(left, { faces: [face(8, 10, 30), face(61, 11, 30)], width: 100 })?.box.x).toBe(61);
    expect(mirrorImageOf(right, { faces: [face(61, 11, 30)], width: 100 })).toBeUndefined();
  });

  it('gives unit vectors for models that compare by angle, plain means for the others', () => {
    const [a, b] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    expect([...averaged(a, b, 'euclidean')]).toEqual([0.5, 0.5]);
    const unit = averaged(a, b, 'cosine');
    expect(unit[0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(unit[1]).toBeCloseTo(Math.SQRT1_2, 6);
  });
});

describe('the face that a photograph is about', () => {
  it('is the one in the middle, though one at the edge is a little larger', () => {
    const analysis = { width: 250, height: 250, faces: [face(0, 0, 90), face(85, 85, 80)] };
    expect(prominentFace(analysis)?.box.width).toBe(80);
  });

  it('is a large one rather than a tiny one in the very middle', () => {
    const analysis = { width: 250, height: 250, faces: [face(100, 60, 120), face(120, 120, 10)] };
    expect(prominentFace(analysis)?.box.width).toBe(120);
  });

  it('is nobody where there is no face', () => {
    expect(prominentFace({ width: 250, height: 250, faces: [] })).toBeUndefined();
  });
});
