import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ComparedPair, scoresOf } from './compared-pair';
import { areaUnderRoc, equalErrorRate, falseMatchRate, falseNonMatchRate, tarAtFmr } from './roc';

const scores = (genuine: number[], impostor: number[]) =>
  scoresOf([
    ...genuine.map((similarity): ComparedPair => ({ same: true, fold: 0, similarity })),
    ...impostor.map((similarity): ComparedPair => ({ same: false, fold: 0, similarity })),
  ]);

const similarities = fc.array(
  fc.integer({ min: -10, max: 10 }).map((n) => n / 10),
  {
    minLength: 1,
    maxLength: 40,
  },
);
const anyScores = fc
  .tuple(similarities, similarities)
  .map(([genuine, impostor]) => scores(genuine, impostor));

describe('error rates of four genuine and five impostor pairs', () => {
  const seen = scores([0.9, 0.8, 0.6, 0.3], [0.7, 0.4, 0.2, 0.1, 0.0]);

  it('accepts a similarity that equals the threshold', () => {
    expect(falseMatchRate(seen, 0.4)).toBe(2 / 5);
    expect(falseNonMatchRate(seen, 0.6)).toBe(1 / 4);
  });

  it('counts who wins for the area under the ROC', () => {
    // 0.9 and 0.8 beat 5 each, 0.6 beats 4, 0.3 beats 3: 17 of 20.
    expect(areaUnderRoc(seen)).toBeCloseTo(17 / 20, 12);
  });

  it('takes the most genuine pairs that the allowed false matches permit', () => {
    expect(tarAtFmr(seen, 0)).toEqual({ tar: 2 / 4, falseMatches: 0 });
    expect(tarAtFmr(seen, 0.2)).toEqual({ tar: 3 / 4, falseMatches: 1 });
    expect(tarAtFmr(seen, 0.39)).toEqual({ tar: 3 / 4, falseMatches: 1 });
    expect(tarAtFmr(seen, 0.4)).toEqual({ tar: 1, falseMatches: 2 });
    expect(tarAtFmr(seen, 1)).toEqual({ tar: 1, falseMatches: 5 });
  });

  it('finds the equal error rate between two thresholds', () => {
    // From 0.4 to 0.6 FMR falls from 2/5 to 1/5 while FNMR stays 1/4: they meet at 1/4.
    expect(equalErrorRate(seen)).toBeCloseTo(1 / 4, 12);
  });
});

describe('ties and extremes', () => {
  it('counts a tie as half a win', () => {
    expect(areaUnderRoc(scores([0.5, 0.5], [0.5]))).toBe(0.5);
  });

  it('does not let rounding take a false match away that the rate allows', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i / 100);
    expect(tarAtFmr(scores([0.5], hundred), 0.29).falseMatches).toBe(29);
  });

  it('makes no error where everybody is told apart', () => {
    const apart = scores([0.8, 0.9], [0.1, 0.2]);
    expect(equalErrorRate(apart)).toBe(0);
    expect(areaUnderRoc(apart)).toBe(1);
    expect(tarAtFmr(apart, 0.001).tar).toBe(1);
  });

  it('makes nothing but errors where all is the wrong way round', () => {
    const swapped = scores([0.1, 0.2], [0.8, 0.9]);
    expect(equalErrorRate(swapped)).toBe(1);
    expect(areaUnderRoc(swapped)).toBe(0);
  });
});

describe('pairs without a face', () => {
  const pairs: ComparedPair[] = [
    { same: true, fold: 0, similarity: 0.9 },
    { same: true, fold: 0, similarity: undefined },
    { same: false, fold: 0, similarity: 0.1 },
    { same: false, fold: 0, similarity: undefined },
  ];

  it('loses genuine ones at every threshold, so that TAR never reaches 1', () => {
    expect(tarAtFmr(scoresOf(pairs), 0).tar).toBe(0.5);
    expect(falseNonMatchRate(scoresOf(pairs), -1)).toBe(0.5);
  });

  it('does not let impostor ones lower the false match rate', () => {
    expect(falseMatchRate(scoresOf(pairs), 0.1)).toBe(1);
  });
});

describe('for any similarities', () => {
  it('TAR never falls as more false matches are allowed', () => {
    fc.assert(
      fc.property(
        anyScores,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (seen, a, b) => {
          const [low, high] = a < b ? [a, b] : [b, a];
          expect(tarAtFmr(seen, low).tar).toBeLessThanOrEqual(tarAtFmr(seen, high).tar);
          expect(tarAtFmr(seen, low).falseMatches).toBeLessThanOrEqual(low * seen.impostor.length + 1e-9);
        },
      ),
    );
  });

  it('the area under the ROC turns round when genuine and impostor pairs change places', () => {
    fc.assert(
      fc.property(anyScores, ({ genuine, impostor }) => {
        const swapped = { genuine: impostor, impostor: genuine };
        expect(areaUnderRoc({ genuine, impostor }) + areaUnderRoc(swapped)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('the equal error rate lies between the errors of neighbouring thresholds', () => {
    fc.assert(
      fc.property(anyScores, (seen) => {
        const eer = equalErrorRate(seen);
        const thresholds = [...seen.genuine, ...seen.impostor, Infinity];
        const worstOfBest = Math.min(
          ...thresholds.map((t) => Math.max(falseMatchRate(seen, t), falseNonMatchRate(seen, t))),
        );
        const bestOfWorst = Math.max(
          ...thresholds.map((t) => Math.min(falseMatchRate(seen, t), falseNonMatchRate(seen, t))),
        );
        expect(eer).toBeLessThanOrEqual(worstOfBest + 1e-12);
        expect(eer).toBeGreaterThanOrEqual(bestOfWorst - 1e-12);
      }),
    );
  });
});
