import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ComparedPair, scoresOf } from './compared-pair';
import { bestThreshold, crossValidate, dealFolds } from './folds';

const pair = (same: boolean, similarity: number | undefined, fold: number): ComparedPair => ({
  same,
  similarity,
  fold,
});
const anyPairs = fc.array(
  fc.record({
    same: fc.boolean(),
    fold: fc.constant(0),
    similarity: fc.option(
      fc.integer({ min: -9, max: 9 }).map((n) => n / 10),
      { nil: undefined },
    ),
  }),
  { minLength: 1, maxLength: 30 },
);
const rightAt = (pairs: ComparedPair[], threshold: number) =>
  pairs.filter(({ same, similarity }) => similarity !== undefined && similarity >= threshold === same).length;

describe('choosing a threshold', () => {
  it('parts the similarities halfway', () => {
    const pairs = [pair(true, 0.8, 0), pair(true, 0.6, 0), pair(false, 0.2, 0), pair(false, 0.1, 0)];
    expect(bestThreshold(scoresOf(pairs))).toBeCloseTo(0.4, 12);
  });

  it('makes at least as many right decisions as any other threshold', () => {
    fc.assert(
      fc.property(anyPairs, fc.double({ min: -1, max: 1, noNaN: true }), (pairs, other) => {
        fc.pre(pairs.some(({ similarity }) => similarity !== undefined));
        expect(rightAt(pairs, bestThreshold(scoresOf(pairs)))).toBeGreaterThanOrEqual(rightAt(pairs, other));
      }),
    );
  });

  it('refuses to choose where no pair could be compared', () => {
    expect(() => bestThreshold(scoresOf([pair(true, undefined, 0)]))).toThrow('no threshold');
  });
});

describe('cross-validation', () => {
  it('judges each fold by the threshold of the others', () => {
    // Alone, fold 0 would be parted at 0.6 without an error; fold 1 says 0.3, at which fold 0 has one false match in two.
    const pairs = [pair(true, 0.7, 0), pair(false, 0.5, 0), pair(true, 0.4, 1), pair(false, 0.2, 1)];
    const { accuracy, deviation, standardError, thresholds } = crossValidate(pairs);
    expect(thresholds[0]).toBeCloseTo(0.3, 12);
    expect(thresholds[1]).toBeCloseTo(0.6, 12);
    // Fold 0: 1 of 2 right. Fold 1 at 0.6: the genuine pair is rejected, 1 of 2.
    expect(accuracy).toBe(0.5);
    expect(deviation).toBe(0);
    expect(standardError).toBe(0);
  });

  it('gives the standard deviation of the folds, and of their mean', () => {
    const right = (fold: number) => [pair(true, 0.9, fold), pair(false, 0.1, fold)];
    const half = (fold: number) => [pair(true, 0.9, fold), pair(false, 0.95, fold)];
    const { accuracy, deviation, standardError } = crossValidate([
      ...right(0),
      ...right(1),
      ...right(2),
      ...half(3),
    ]);
    expect(accuracy).toBeCloseTo(3.5 / 4, 12);
    // Shares 1, 1, 1, 0.5: squared distances 3 * 0.125² + 0.375² = 0.1875, over 3.
    expect(deviation).toBeCloseTo(0.25, 12);
    expect(standardError).toBeCloseTo(0.125, 12);
  });

  it('counts a pair without a face as a wrong decision, be it genuine or not', () => {
    const good = [0, 1].flatMap((fold) => [pair(true, 0.9, fold), pair(false, 0.1, fold)]);
    const failed = [0, 1].flatMap((fold) => [pair(true, undefined, fold), pair(false, undefined, fold)]);
    expect(crossValidate(good).accuracy).toBe(1);
    expect(crossValidate([...good, ...failed]).accuracy).toBe(0.5);
  });

  it('needs two folds', () => {
    expect(() => crossValidate([pair(true, 0.5, 0)])).toThrow('two folds');
  });
});

describe('dealing folds', () => {
  it('gives each of ten folds its share of genuine and of impostor pairs', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ same: fc.boolean() }), { maxLength: 200 }), (pairs) => {
        const dealt = dealFolds(pairs);
        for (const same of [true, false]) {
          const sizes = Array.from(
            { length: 10 },
            (_, fold) => dealt.filter((p) => p.fold === fold && p.same === same).length,
          );
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
