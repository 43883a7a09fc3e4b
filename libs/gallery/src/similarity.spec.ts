import { describe, expect, it } from 'vitest';
import { similarity } from './similarity';

describe('similarity', () => {
  it('is the cosine for unit vectors, whichever the distance', () => {
    const a = Float32Array.of(0.6, 0.8);
    const b = Float32Array.of(0.8, 0.6);
    expect(similarity(a, b, 'cosine')).toBeCloseTo(0.96, 6);
    expect(similarity(a, b, 'euclidean')).toBeCloseTo(0.96, 6);
  });

  it('falls with the Euclidean distance where vectors have no unit length', () => {
    const origin = Float32Array.of(0, 0);
    expect(similarity(origin, Float32Array.of(0.6, 0), 'euclidean')).toBeCloseTo(0.82, 6);
    expect(similarity(origin, Float32Array.of(1, 1), 'euclidean')).toBeCloseTo(0, 6);
  });

  it('refuses vectors of different models', () => {
    expect(() => similarity(new Float32Array(2), new Float32Array(3), 'cosine')).toThrow('2 and 3');
  });
});
