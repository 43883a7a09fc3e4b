import { similarity } from '@facefleet/gallery';
import { describe, expect, it } from 'vitest';
import { exactlyNearest, recallAt1 } from './recall';
import { SyntheticPeople } from './synthetic-people';

const PEOPLE = 300;

function spread(values: number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

describe('synthetic people', () => {
  it('resemble themselves and each other as real ones do', () => {
    const people = new SyntheticPeople({ dimensions: 256, distance: 'cosine', seed: 1 });
    const faces = [...people.faces(PEOPLE, 2)];
    const genuine: number[] = [];
    const impostor: number[] = [];
    faces.forEach((face, i) => {
      for (let j = 0; j < i; j++) {
        const value = similarity(face, faces[j] as Float32Array, 'cosine');
        (i >> 1 === j >> 1 ? genuine : impostor).push(value);
      }
      expect(Math.hypot(...face)).toBeCloseTo(1, 6);
    });
    expect(spread(genuine).mean).toBeCloseTo(0.65, 1);
    expect(spread(genuine).deviation).toBeCloseTo(0.12, 1);
    expect(spread(impostor).mean).toBeCloseTo(0.03, 1);
    expect(spread(impostor).deviation).toBeCloseTo(0.1, 1);
    expect(impostor.reduce((a, b) => Math.max(a, b))).toBeLessThan(0.6);
  });

  it('are nearer to themselves than to others by Euclidean distance too, without unit length', () => {
    const people = new SyntheticPeople({ dimensions: 128, distance: 'euclidean', seed: 1 });
    const distance = (a: Float32Array, b: Float32Array) =>
      Math.hypot(...a.map((value, i) => value - (b[i] as number)));
    const of = (person: number, face: number) => people.face(person, face);
    const numbers = Array.from({ length: PEOPLE }, (_, person) => person);
    expect(spread(numbers.map((person) => distance(of(person, 0), of(person, 1)))).mean).toBeCloseTo(0.5, 1);
    expect(spread(numbers.map((person) => distance(of(person, 0), of(person + 1, 0)))).mean).toBeCloseTo(
      0.8,
      1,
    );
    expect(Math.hypot(...of(0, 0))).toBeGreaterThan(1.2);
  });

  it('are the same ones for a seed, however they are asked for, and others for another', () => {
    const kind = { dimensions: 64, distance: 'cosine' as const, seed: 7 };
    const faces = [...new SyntheticPeople(kind).faces(4, 3)];
    expect(new SyntheticPeople(kind).face(2, 1)).toEqual(faces[7]);
    expect(new SyntheticPeople({ ...kind, seed: 8 }).face(2, 1)).not.toEqual(faces[7]);
    expect(() => new SyntheticPeople({ ...kind, dimensions: 100 })).toThrow('power of two');
  });
});

describe('recall', () => {
  const people = new SyntheticPeople({ dimensions: 64, distance: 'cosine', seed: 3 });
  const cosine = (a: Float32Array, b: Float32Array) => similarity(a, b, 'cosine');
  const probes = Array.from({ length: 10 }, (_, person) => people.face(person, 3));
  const nearest = exactlyNearest(people.faces(50, 3), probes, cosine);

  it('knows the nearest face of each probe', () => {
    expect(nearest.map(({ face }) => Math.floor(face / 3))).toEqual(probes.map((_, person) => person));
    expect(nearest[4]?.similarity).toBe(
      cosine(probes[4] as Float32Array, people.face(4, (nearest[4]?.face ?? 0) % 3)),
    );
    expect(() => exactlyNearest([], probes, cosine)).toThrow('No faces');
  });

  it('is the share of probes whose nearest face a search finds', () => {
    const right = nearest.map(({ face }) => face);
    expect(recallAt1(nearest, right)).toBe(1);
    expect(recallAt1(nearest, [undefined, ...right.slice(1)])).toBe(0.9);
    expect(() => recallAt1(nearest, right.slice(1))).toThrow('9 probes');
  });
});
