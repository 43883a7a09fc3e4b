import type { AnalysedFace } from '@facefleet/vision';
import { describe, expect, it } from 'vitest';
import { enrolledFace } from './enrolled-face';

const faceAt = (x: number, y: number, side: number) =>
  ({ box: { x, y, width: side, height: side } }) as AnalysedFace;
const pictureOf = (...faces: AnalysedFace[]) => ({ width: 400, height: 300, faces });

describe('enrolledFace', () => {
  const ada = faceAt(150, 100, 100);
  const passerBy = faceAt(20, 20, 110);
  const box = { x: 140, y: 90, width: 130, height: 140 };

  it('is the one where the face was when it was enrolled, however the detector draws its box', () => {
    expect(enrolledFace(pictureOf(passerBy, ada), box)).toBe(ada);
  });

  it('is nobody else where this model does not find it', () => {
    expect(() => enrolledFace(pictureOf(passerBy), box)).toThrow(
      expect.objectContaining({ code: 'no-face' }),
    );
    expect(() => enrolledFace(pictureOf(), box)).toThrow(expect.objectContaining({ code: 'no-face' }));
  });

  it('is the prominent one where nobody knows where it was', () => {
    expect(enrolledFace(pictureOf(ada, faceAt(20, 20, 40)), undefined)).toBe(ada);
  });

  it('cannot be told among several where nobody knows where it was', () => {
    expect(() => enrolledFace(pictureOf(ada, faceAt(160, 100, 100)), undefined)).toThrow(
      expect.objectContaining({ code: 'several-faces' }),
    );
    expect(() => enrolledFace(pictureOf(), undefined)).toThrow(expect.objectContaining({ code: 'no-face' }));
  });
});
