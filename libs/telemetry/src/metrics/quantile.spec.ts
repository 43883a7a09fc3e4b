import { expect, it } from 'vitest';
import { quantile } from './quantile';

const buckets = [
  { le: 1, count: 10 },
  { le: 2, count: 10 },
  { le: 4, count: 30 },
  { le: Infinity, count: 40 },
];

it.each([
  [0.125, 0.5],
  [0.25, 1],
  [0.5, 3],
  [0.75, 4],
])('reads %f of the observations within their bucket', (share, value) => {
  expect(quantile(buckets, share)).toBeCloseTo(value, 9);
});

it('says the last end that there is for what lies above it', () => {
  expect(quantile(buckets, 0.99)).toBe(4);
});

it('knows nothing where nothing was observed', () => {
  expect(quantile([{ le: Infinity, count: 0 }], 0.5)).toBeUndefined();
});
