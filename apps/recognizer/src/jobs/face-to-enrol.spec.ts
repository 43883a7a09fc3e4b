import type { AnalysedFace } from '@facefleet/vision';
import { describe, expect, it } from 'vitest';
import { faceToEnrol } from './face-to-enrol';

const face = (centreX: number, centreY: number, width: number, height: number) =>
  ({ box: { x: centreX - width / 2, y: centreY - height / 2, width, height } }) as AnalysedFace;
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

  it('says that there is nobody', () => {
    expect(() => faceToEnrol(picture())).toThrow('No face');
  });
});
