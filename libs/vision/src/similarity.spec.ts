import { manifest } from '@facefleet/models';
import { describe, expect, it } from 'vitest';
import { similarity } from './similarity';

const byAngle = manifest.sets.recommended.embedder;
const byDistance = manifest.sets.builtin.embedder;
const vector = (...values: number[]): Float32Array => Float32Array.from(values);

describe('similarity', () => {
  it('is the cosine for unit vectors of a model that is compared by angle', () => {
    expect(similarity(vector(1, 0), vector(1, 0), byAngle)).toBe(1);
    expect(similarity(vector(1, 0), vector(0, 1), byAngle)).toBe(0);
    expect(similarity(vector(1, 0), vector(-1, 0), byAngle)).toBe(-1);
  });

  it('is 1 - d²/2 for a model that is compared by distance, which for unit vectors is the cosine', () => {
    expect(similarity(vector(3, 4), vector(3, 4), byDistance)).toBe(1);
    expect(similarity(vector(0, 0), vector(0.6, 0), byDistance)).toBeCloseTo(0.82);
    expect(similarity(vector(1, 0), vector(0, 1), byDistance)).toBeCloseTo(0);
  });

  it('does not compare embeddings of different models', () => {
    expect(() => similarity(vector(1, 0), vector(1, 0, 0), byAngle)).toThrow(/dimensions/);
    expect(() => similarity(vector(1), vector(1), 'yunet-n')).toThrow(/not an embedder/);
  });
});
