import type { RecognizedFace } from '@facefleet/contracts';
import { describe, expect, it } from 'vitest';
import { labelOf, stemOf } from './course.controller';

function face(
  name: string | null,
  similarity: number,
  decision: RecognizedFace['decision'] = name === null ? 'unknown' : 'match',
): RecognizedFace {
  const point = { x: 0, y: 0 };
  return {
    box: { x: 0, y: 0, width: 1, height: 1 },
    landmarks: { leftEye: point, rightEye: point, nose: point, leftMouth: point, rightMouth: point },
    detectionScore: 1,
    quality: { eyeDistance: 1, sharpness: 1, brightness: 1, pose: { yaw: 0, pitch: 0, roll: 0 }, issues: [] },
    decision,
    person: decision === 'match' && name !== null ? { id: name, name } : null,
    candidate: decision === 'possible' && name !== null ? { id: name, name } : null,
    similarity,
    falseMatchRate: 1e-6,
    nearest: [],
  };
}

describe('the label of the course contract', () => {
  it('is the best match, even where a larger or more similar face is unknown', () => {
    expect(labelOf([face(null, 0.9), face('Paul', 0.6), face('Mia', 0.7)])).toBe('Mia');
  });

  it('is Unknown where nobody matches and NoFace where nobody is', () => {
    expect(labelOf([face(null, 0.2), face('Paul', 0.4, 'possible')])).toBe('Unknown');
    expect(labelOf([])).toBe('NoFace');
  });
});

describe('the name in the course contract', () => {
  it.each([
    ['test_000.jpg', 'test_000'],
    ['a.b.png', 'a.b'],
    ['noextension', 'noextension'],
    ['.jpg', '.jpg'],
    ['../../etc/passwd.jpg', 'passwd'],
    ['C:\\pictures\\me.jpg', 'me'],
    ['two\r\nlines.jpg', 'twolines'],
  ])('of %j is %j', (fileName, stem) => {
    expect(stemOf(fileName)).toBe(stem);
  });
});
