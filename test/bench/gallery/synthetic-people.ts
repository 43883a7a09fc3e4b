import { numbersFrom } from './seeded-numbers';

export interface SyntheticKind {
  /** A power of two. */
  dimensions: number;
  distance: 'cosine' | 'euclidean';
  seed: number;
}

/** Similarity of two people, as real models have it: its mean, and its spread as that of a space of so many dimensions. */
const IMPOSTOR = { mean: 0.05, effectiveDimensions: 100 };
/** Similarity of a face to what all faces of its person have in common; two faces get about the product of theirs. */
const LIKENESS = { mean: 0.81, spread: 0.1, least: 0.45, most: 0.97 };
/** What vectors without unit length are like, after those of dlib: one long part that all share, a short one that varies. */
const EUCLIDEAN = { shared: 1.27, own: 0.58, spread: 0.05 };

/**
 * Embeddings of people who do not exist, spread like those of real ones: two people have a similarity of 0.03 ± 0.1
 * (of a million pairs the highest is about 0.5), two faces of a person 0.65 ± 0.12; without unit length their distances
 * are about 0.8 and 0.5. Any face can be made at any time, nothing is kept, and a seed always gives the same ones.
 */
export class SyntheticPeople {
  private readonly axes: Float64Array;
  private readonly signs: Float64Array;
  private readonly shared: Float64Array;
  private readonly centre: Float64Array;
  private readonly deviation: Float64Array;

  constructor(private readonly kind: SyntheticKind) {
    const { dimensions, seed } = kind;
    if (!Number.isInteger(Math.log2(dimensions))) throw new Error(`${dimensions} is no power of two`);
    this.axes = deviations(dimensions, Math.min(IMPOSTOR.effectiveDimensions, dimensions * 0.8));
    const { uniform, normal } = numbersFrom(seed, -1);
    this.signs = Float64Array.from(this.axes, () => (uniform() < 0.5 ? -1 : 1));
    this.shared = unit(Float64Array.from(this.axes, normal));
    this.centre = new Float64Array(dimensions);
    this.deviation = new Float64Array(dimensions);
  }

  /** So many faces of each of these people, person after person. */
  *faces(people: number, facesOfEach: number): Generator<Float32Array> {
    for (let person = 0; person < people; person++) {
      for (let face = 0; face < facesOfEach; face++) yield this.face(person, face);
    }
  }

  face(person: number, face: number): Float32Array {
    const { centre, deviation } = this;
    this.direct(numbersFrom(this.kind.seed, person).normal, centre);
    for (let i = 0; i < centre.length; i++) {
      centre[i] =
        Math.sqrt(IMPOSTOR.mean) * at(this.shared, i) + Math.sqrt(1 - IMPOSTOR.mean) * at(centre, i);
    }
    unit(centre);

    const { normal } = numbersFrom(this.kind.seed, person, face + 1);
    const drawn = LIKENESS.mean + LIKENESS.spread * normal();
    const likeness = Math.min(LIKENESS.most, Math.max(LIKENESS.least, drawn));
    this.direct(normal, deviation);
    const along = dot(centre, deviation);
    for (let i = 0; i < centre.length; i++) deviation[i] = at(deviation, i) - along * at(centre, i);
    unit(deviation);

    const across = Math.sqrt(1 - likeness ** 2);
    const vector = Float32Array.from(centre, (value, i) => likeness * value + across * at(deviation, i));
    if (this.kind.distance === 'cosine') return vector;
    const length = EUCLIDEAN.own * (1 + EUCLIDEAN.spread * normal());
    return vector.map((value, i) => EUCLIDEAN.shared * at(this.shared, i) + length * value);
  }

  /** A unit vector; some directions vary more than others, and each is mixed into all values. */
  private direct(normal: () => number, into: Float64Array): void {
    for (let i = 0; i < into.length; i++) into[i] = at(this.axes, i) * at(this.signs, i) * normal();
    for (let half = 1; half < into.length; half *= 2) {
      for (let i = 0; i < into.length; i++) {
        if ((i & half) !== 0) continue;
        const a = at(into, i);
        const b = at(into, i + half);
        into[i] = a + b;
        into[i + half] = a - b;
      }
    }
    unit(into);
  }
}

/**
 * Standard deviation along each axis, falling as a power of its number, so that similarities vary as among uniform
 * directions of `effective` dimensions.
 */
function deviations(dimensions: number, effective: number): Float64Array {
  const variances = (power: number) =>
    Float64Array.from({ length: dimensions }, (_, i) => (1 + i / 8) ** -power);
  let low = 0;
  let high = 3;
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    const values = variances(middle);
    const sum = values.reduce((total, value) => total + value, 0);
    if (sum ** 2 / dot(values, values) > effective) low = middle;
    else high = middle;
  }
  return variances(low).map(Math.sqrt);
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  for (let i = 0; i < vector.length; i++) vector[i] = at(vector, i) / length;
  return vector;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += at(a, i) * at(b, i);
  return sum;
}

function at(values: Float64Array, i: number): number {
  return values[i] as number;
}
