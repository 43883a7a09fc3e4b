import { describe, expect, it } from 'vitest';
import { identificationFigures, type PersonEmbeddings } from './identification';

/** Embeddings of one number; the nearer two are, the more similar. */
const people = (photos: Record<string, (number | undefined)[]>): PersonEmbeddings[] =>
  Object.entries(photos).map(([person, values]) => ({
    person,
    embeddings: values.map((value) => (value === undefined ? undefined : Float32Array.of(value))),
  }));
const nearness = (a: Float32Array, b: Float32Array) => 1 - Math.abs(a[0]! - b[0]!);

/** Strangers reach three quarters once in a billion times, and everything below always. */
const fromThreeQuarters = [
  { similarity: 0.75, fmr: 1e-9, fnmr: 0 },
  { similarity: 1, fmr: 1e-10, fnmr: 0 },
];

describe('1:N', () => {
  it('enrols three photographs and searches the others', () => {
    const figures = identificationFigures(
      people({ ada: [0, 0, 0, 0.125, 2.875], alan: [3, 3, 3, 2.5] }),
      nearness,
      fromThreeQuarters,
    );
    expect(figures).toMatchObject({ people: 2, enrolledFaces: 6, failedToEnrol: 0, knownSearches: 3 });
    // 0.125 is Ada, 2.875 looks like Alan (0.875 similar), 2.5 is Alan but too far away to be named (0.5).
    expect(figures.rank1).toBeCloseTo(2 / 3, 12);
    expect(figures.namedRight).toBeCloseTo(1 / 3, 12);
    expect(figures.namedWrong).toBeCloseTo(1 / 3, 12);
  });

  it('takes each person out of the gallery in turn and counts who is named all the same', () => {
    const figures = identificationFigures(
      people({ ada: [0, 0, 0], alan: [0.25, 9], grace: [20] }),
      nearness,
      fromThreeQuarters,
    );
    // Ada's three photographs are named Alan, Alan's first one Ada; 9 and Grace nobody.
    expect(figures.strangerSearches).toBe(6);
    expect(figures.falsePositiveRate).toBeCloseTo(4 / 6, 12);
  });

  it('counts a face that was not found as a wrong answer, and as no search of a stranger', () => {
    const figures = identificationFigures(
      people({ ada: [0, 0, undefined, 0, undefined], alan: [5] }),
      nearness,
      fromThreeQuarters,
    );
    expect(figures).toMatchObject({
      failedToEnrol: 1,
      enrolledFaces: 3,
      knownSearches: 2,
      strangerSearches: 4,
    });
    expect(figures.rank1).toBe(0.5);
  });
});
