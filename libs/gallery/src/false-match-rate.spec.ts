import type { CalibrationPoint } from '@facefleet/models';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  falseMatchRateAt,
  falseMatchRateOfPerson,
  falseMatchRateOfSearch,
  falseMatchRatePerPerson,
  similarityForFalseMatchRate,
} from './false-match-rate';

describe('reading a table', () => {
  const table: CalibrationPoint[] = [
    { similarity: 0.2, fmr: 1e-1, fnmr: 0 },
    { similarity: 0.4, fmr: 1e-3, fnmr: 0.01 },
    { similarity: 0.5, fmr: 1e-3, fnmr: 0.02 },
    { similarity: 0.6, fmr: 1e-6, fnmr: 0.1 },
  ];

  it('goes between lines along the logarithm, and stays within the table', () => {
    expect(falseMatchRateAt(table, 0.2)).toBe(1e-1);
    expect(falseMatchRateAt(table, 0.3)).toBeCloseTo(1e-2, 12);
    expect(falseMatchRateAt(table, 0.45)).toBeCloseTo(1e-3, 12);
    expect(falseMatchRateAt(table, 0.6)).toBe(1e-6);
    expect(falseMatchRateAt(table, -1)).toBe(1);
    expect(falseMatchRateAt(table, Number.NaN)).toBe(1);
    expect(falseMatchRateAt(table, 1)).toBe(1e-6);
  });

  it('never gives a more similar face a higher false match rate', () => {
    const similarity = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(similarity, similarity, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(falseMatchRateAt(table, high)).toBeLessThanOrEqual(falseMatchRateAt(table, low));
      }),
    );
  });

  it('finds the lowest similarity that keeps a rate', () => {
    expect(similarityForFalseMatchRate(table, 1e-2)).toBeCloseTo(0.3, 12);
    expect(similarityForFalseMatchRate(table, 1e-3)).toBeCloseTo(0.4, 12);
    expect(similarityForFalseMatchRate(table, 0.5)).toBe(0.2);
    expect(similarityForFalseMatchRate(table, 1e-7)).toBeUndefined();
    fc.assert(
      fc.property(fc.double({ min: -6, max: -1, noNaN: true }), (exponent) => {
        const similarity = similarityForFalseMatchRate(table, 10 ** exponent)!;
        expect(Math.log10(falseMatchRateAt(table, similarity))).toBeLessThanOrEqual(exponent + 1e-9);
      }),
    );
  });
});

describe('a person with several faces', () => {
  it('has the rate of the comparison where there is one, or all are alike', () => {
    expect(falseMatchRateOfPerson([1e-4])).toBe(1e-4);
    expect(falseMatchRateOfPerson([1e-4, 1e-4, 1e-4])).toBeCloseTo(1e-4, 12);
  });

  it('is met by chance as often as it has faces, where only one is similar', () => {
    expect(falseMatchRateOfPerson([1e-6, 0.5, 0.4]) / 3e-6).toBeCloseTo(1, 4);
  });

  it('is never surer than by its most similar face alone, nor less sure than by as many chances as faces', () => {
    const rate = fc.double({ min: 1e-9, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(rate, { minLength: 1, maxLength: 20 }), (rates) => {
        const least = Math.min(...rates);
        const found = falseMatchRateOfPerson(rates);
        expect(found).toBeGreaterThanOrEqual(least * (1 - 1e-9));
        expect(found).toBeLessThanOrEqual(rates.length * least * (1 + 1e-9));
      }),
    );
  });
});

describe('searching many people', () => {
  it('meets a false match with 1 - (1 - fmr)^n', () => {
    expect(falseMatchRateOfSearch(0.1, 2)).toBeCloseTo(0.19, 12);
    expect(falseMatchRateOfSearch(0.5, 1)).toBeCloseTo(0.5, 12);
    expect(falseMatchRateOfSearch(0.5, 0)).toBe(0);
    expect(falseMatchRateOfSearch(1, 3)).toBe(1);
  });

  it('does not lose rates that are tiny', () => {
    expect(falseMatchRateOfSearch(1e-18, 1000) / 1e-15).toBeCloseTo(1, 9);
  });

  it('is undone by the rate per person', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -9, max: -0.1, noNaN: true }),
        fc.integer({ min: 1, max: 1e6 }),
        (exponent, n) => {
          const rate = falseMatchRatePerPerson(10 ** exponent, n);
          expect(falseMatchRateOfSearch(rate, n) / 10 ** exponent).toBeCloseTo(1, 9);
        },
      ),
    );
  });
});
