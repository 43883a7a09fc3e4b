import type { QualityIssue } from '@facefleet/contracts';
import type { AnalysedFace } from '@facefleet/vision';
import { describe, expect, it } from 'vitest';
import { faceToEnrol } from './face-to-enrol';

const face = (centreX: number, centreY: number, width: number, height: number, issues: QualityIssue[] = []) =>
  ({
    box: { x: centreX - width / 2, y: centreY - height / 2, width, height },
    quality: { issues },
  }) as unknown as AnalysedFace;
const picture = (...faces: AnalysedFace[]) => ({ faces, width: 250, height: 250 });

describe('faceToEnrol', () => {
  it('takes the face in the middle of a portrait, though another at its edge is more than half as large', () => {
    const [middle, edge] = [face(131, 128, 86, 118), face(26, 99, 52, 117)];
    expect(faceToEnrol(picture(middle, edge))).toBe(middle);
  });

  it('takes the only face, wherever it is', () => {
    const corner = face(20, 20, 40, 40);
    expect(faceToEnrol(picture(corner))).toBe(corner);
  });

  it('does not choose between two people side by side', () => {
    expect(() => faceToEnrol(picture(face(80, 125, 60, 80), face(170, 125, 60, 80)))).toThrow(
      'several faces',
    );
  });

  it('refuses a face that would harm later recognitions, with everything that is wrong with it', () => {
    const blurred = face(125, 125, 60, 80, ['too-blurred', 'too-dark']);
    expect(() => faceToEnrol(picture(blurred, face(10, 10, 20, 20)))).toThrow(
      expect.objectContaining({
        code: 'face-unsuitable',
        issues: ['too-blurred', 'too-dark'],
        message: expect.stringMatching(/blurred.*and it is too dark/) as string,
      }) as Error,
    );
  });

  it('does not mind a bad face in the background', () => {
    const middle = face(125, 125, 60, 80);
    expect(faceToEnrol(picture(middle, face(10, 10, 20, 20, ['too-small'])))).toBe(middle);
  });

  it('says that there is nobody', () => {
    expect(() => faceToEnrol(picture())).toThrow('No face');
  });
});
